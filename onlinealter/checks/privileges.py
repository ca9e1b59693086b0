"""May the account do it? Each privilege is tried on a table that doesn't exist: the server looks at the account first."""

from __future__ import annotations

from onlinealter.checks import statements
from onlinealter.checks.check import TableInput, refusal, warning
from onlinealter.model.errors import ServerError
from onlinealter.model.findings import Finding
from onlinealter.mysql import error_numbers
from onlinealter.sql import quoting

NAME = "privileges"
_DENIED = frozenset(
    {
        error_numbers.TABLE_ACCESS_DENIED,
        error_numbers.DATABASE_ACCESS_DENIED,
        error_numbers.SPECIFIC_ACCESS_DENIED,
        error_numbers.COLUMN_ACCESS_DENIED,
    }
)


def check(given: TableInput) -> list[Finding]:
    """The privileges on the schema that the run needs, and those that would let it see more."""
    schema, original = given.original.schema, given.original
    tries = statements.privilege_tries(schema, given.run)
    answers = {privilege: _answer(given, sql) for privilege, sql in tries.items()}
    missing = [privilege for privilege, number in answers.items() if number in _DENIED]
    found = []
    if missing:
        found.append(
            refusal(
                NAME,
                f"the account may not {', '.join(missing)} in the schema {schema}",
                f"GRANT {', '.join(missing)} ON {quoting.name(schema)}.* to it.",
            )
        )
    if answers["TRIGGER"] == error_numbers.BINLOG_TRIGGER_NEEDS_SUPER:
        found.append(
            refusal(
                NAME,
                "the server lets this account create no trigger while its binlog is on (error 1419)",
                "SET GLOBAL log_bin_trust_function_creators = 1 on the primary, or GRANT SUPER ON *.* to it.",
            )
        )
    return found + _nice_to_have(given, original.name)


def _nice_to_have(given: TableInput, table: str) -> list[Finding]:
    found = []
    if not given.server.is_mariadb and _answer(given, statements.count_locks()) in _DENIED:
        found.append(
            warning(
                NAME,
                f"without SELECT on performance_schema the run can't see who uses {table}: transactions that read it "
                "before they write to it may be ended with 1213 when triggers are made and at the swap",
                "GRANT SELECT ON performance_schema.* to the account.",
            )
        )
    if _answer(given, statements.count_transactions()) not in _DENIED:
        return found
    return [
        *found,
        warning(
            NAME,
            f"without PROCESS the run can't see transactions that stand in its way on {table}, nor a TRUNCATE of it",
            "GRANT PROCESS ON *.* to the account.",
        ),
    ]


def _answer(given: TableInput, sql: str) -> int:
    try:
        given.connection.rows(sql)
    except ServerError as error:
        return error.number
    return 0
