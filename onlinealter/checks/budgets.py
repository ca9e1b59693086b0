"""Can what the plan sets limits to be seen?"""

from __future__ import annotations

from onlinealter.checks.check import TableInput, refusal, warning
from onlinealter.model.errors import ServerError
from onlinealter.model.findings import Finding
from onlinealter.mysql import session
from onlinealter.mysql.advice.account import grant_to_own
from onlinealter.mysql.statements import binlog_position

NAME = "budgets"


def check(context: TableInput) -> list[Finding]:
    """The binlog's growth, and the plan's own queries."""
    settings, found = context.settings, []
    if settings.binlog_budget or settings.binlog_per_hour:
        found += _binlog(context)
    for setting, sql in (("throttle_query", settings.throttle_query), ("disk_query", settings.disk_query)):
        fault = _fault_of(context, sql) if sql else ""
        if fault:
            found.append(refusal(NAME, f"the {setting} gives no number: {fault}", f"Fix the query; it reads: {sql}"))
    return found


def _binlog(context: TableInput) -> list[Finding]:
    if not context.server.binlog:
        return [warning(NAME, f"{context.server.address} writes no binlog: the plan's binlog budget is never used up")]
    if context.server.is_mariadb:
        return []
    try:
        context.connection.rows(binlog_position(context.server.version))
    except ServerError as error:
        return [
            refusal(
                NAME,
                f"the account may not see how the binlog grows (error {error.number}), which the plan sets a budget to",
                f"{grant_to_own(context.connection, 'REPLICATION CLIENT')} Or leave binlog_budget and binlog_per_hour out.",
            )
        ]
    return []


def _fault_of(context: TableInput, sql: str) -> str:
    try:
        with session.writing_nothing(context.connection):
            value = context.connection.value(sql)
    except ServerError as error:
        return error.message
    try:
        float(value)
    except (TypeError, ValueError):
        return f"it gives {value!r}"
    return ""
