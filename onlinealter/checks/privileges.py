"""May the account do it? Each privilege is tried on a table that doesn't exist: the server looks at the account first."""

from __future__ import annotations

import re

from onlinealter.checks import definer, statements
from onlinealter.checks.check import TableInput, refusal, warning
from onlinealter.checks.definer import DENIED, answer
from onlinealter.model.findings import Finding
from onlinealter.mysql import error_numbers
from onlinealter.mysql.advice import statements as advice
from onlinealter.mysql.advice.account import own_account
from onlinealter.tables.directories import lies_elsewhere

NAME = "privileges"


def check(context: TableInput) -> list[Finding]:
    """The privileges on the schema that the run and its triggers need, and those that would let it see more."""
    connection, schema = context.connection, context.original.schema
    tries = statements.privilege_tries(schema, context.run)
    answers = {privilege: answer(connection, sql) for privilege, sql in tries.items()}
    missing = tuple(privilege for privilege, number in answers.items() if number in DENIED)
    account = own_account(connection)
    found = []
    if missing:
        found.append(
            refusal(
                NAME,
                f"{account} may not {', '.join(missing)} in the schema {schema}",
                definer.grants(connection, missing, schema),
            )
        )
    if answers["TRIGGER"] == error_numbers.BINLOG_TRIGGER_NEEDS_SUPER:
        found.append(
            refusal(
                NAME,
                f"{account} may create no trigger while the server's binlog is on (error 1419)",
                f"On the primary: {statements.trust_creators()} Or {advice.grant('SUPER', account)}",
            )
        )
    return [*found, *_of_triggers(context, missing), *_of_sight(context, account), *_of_files(context, account)]


def _of_triggers(context: TableInput, missing: tuple[str, ...]) -> list[Finding]:
    """Rights that the account has by a role only: its sessions have them, its triggers don't."""
    schema = context.original.schema
    with definer.connect_as_definer(context.connection.account) as connection:
        lacking = tuple(each for each in definer.lacking(connection, schema, context.run) if each not in missing)
        if not lacking:
            return []
        account = own_account(connection)
        remedy = definer.grants(connection, lacking, schema)
    if not context.server.is_mariadb:
        remedy += f" Or, where its roles give these: {statements.set_default_roles(account)}"
    roles = "no role" if context.server.is_mariadb else "only its default roles"
    return [
        refusal(
            NAME,
            f"triggers made by {account} run with its own privileges and {roles}, and could not {', '.join(lacking)} in the "
            f"schema {schema}: every write to {context.original.name} would fail with error 1142",
            remedy,
        )
    ]


def _of_files(context: TableInput, account: str) -> list[Finding]:
    """A table whose definition names a directory is made with FILE only."""
    if not lies_elsewhere(context.original):
        return []
    rows = [str(row[0]) for row in context.connection.rows(statements.show_grants())]
    everywhere = " ".join(row.partition(" ON *.* ")[0] for row in rows if " ON *.* " in row)
    if re.search(r"\b(FILE|ALL PRIVILEGES)\b", everywhere):
        return []
    return [
        refusal(
            NAME,
            f"{context.original.name} has a DATA DIRECTORY or INDEX DIRECTORY, and a table like it takes FILE to make",
            advice.grant("FILE", account),
        )
    ]


def _of_sight(context: TableInput, account: str) -> list[Finding]:
    found, table = [], context.original.name
    if not context.server.is_mariadb and answer(context.connection, statements.count_locks()) in DENIED:
        found.append(
            warning(
                NAME,
                f"without SELECT on performance_schema the run can't see who uses {table}: transactions that read it "
                "before they write to it may be rolled back with 1213 when triggers are made and at the swap",
                advice.grant("SELECT", account, "performance_schema.*"),
            )
        )
    if answer(context.connection, statements.count_transactions()) in DENIED:
        found.append(
            refusal(
                NAME,
                f"without PROCESS the run can't tell {table} from a table that took its name or was truncated, nor see "
                "transactions that stand in its way",
                advice.grant("PROCESS", account),
            )
        )
    return found
