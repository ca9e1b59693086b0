"""Can what the plan sets limits to be seen?"""

from __future__ import annotations

from onlinealter.checks import statements
from onlinealter.checks.check import TableInput, refusal, warning
from onlinealter.model.errors import ServerError
from onlinealter.model.findings import Finding
from onlinealter.mysql.statements import binlog_position

NAME = "budgets"


def check(given: TableInput) -> list[Finding]:
    """The binlog's growth, and the plan's own queries."""
    settings, found = given.settings, []
    if settings.binlog_budget or settings.binlog_per_hour:
        found += _binlog(given)
    for setting, sql in (("throttle_query", settings.throttle_query), ("disk_query", settings.disk_query)):
        fault = _fault_of(given, sql) if sql else ""
        if fault:
            found.append(refusal(NAME, f"the {setting} gives no number: {fault}", f"Mend the query; it reads: {sql}"))
    return found


def _binlog(given: TableInput) -> list[Finding]:
    if not given.server.binlog:
        return [warning(NAME, f"{given.server.address} writes no binlog: the plan's binlog budget is never used up")]
    if given.server.is_mariadb:
        return []
    try:
        given.connection.rows(binlog_position(given.server.version))
    except ServerError as error:
        return [
            refusal(
                NAME,
                f"the account may not see how the binlog grows (error {error.number}), which the plan sets a budget to",
                "GRANT REPLICATION CLIENT ON *.* to it, or leave binlog_budget and binlog_per_hour out.",
            )
        ]
    return []


def _fault_of(given: TableInput, sql: str) -> str:
    try:
        given.connection.execute(statements.begin_reading())
        value = given.connection.value(sql)
    except ServerError as error:
        return error.message
    finally:
        given.connection.execute("ROLLBACK")
    try:
        float(value)
    except (TypeError, ValueError):
        return f"it gives {value!r}"
    return ""
