"""Triggers of the application that are on the table: can they be taken along, will they fit the new definition, and what do
they, or children, mean to an application under LOCK TABLES?
"""

from __future__ import annotations

from onlinealter.checks import statements
from onlinealter.checks.check import ChangeInput, TableInput, note, refusal, warning
from onlinealter.model.errors import ServerError
from onlinealter.model.findings import Finding
from onlinealter.mysql import error_numbers
from onlinealter.mysql.advice.account import grant_to_own
from onlinealter.mysql.advice.statements import right_to_name_definers
from onlinealter.tables.existing_triggers import ExistingTrigger, existing_triggers
from onlinealter.tables.names import PREFIX

NAME, LOCK_TABLES = "existing-triggers", "lock-tables"
_UNICODE = frozenset({"utf8", "utf8mb3", "utf8mb4"})


def check(context: TableInput) -> list[Finding]:
    """They are made again on the new table, so the account has to be able to make each of them as it was."""
    there = existing_triggers(context.connection, context.original.schema, context.original.name, f"{PREFIX}{context.run}_")
    found = [finding for trigger in there for finding in _against(context, trigger)]
    if there and not context.server.is_mariadb:
        found.append(
            warning(
                NAME,
                f"{', '.join(trigger.name for trigger in there)}: should the server end the run's connection amid the swap's"
                " statements, a transaction under REPEATABLE READ that began before may miss a trigger until the run goes"
                " on, at once if it lives",
                "Nothing to do: a crash of the server or of the run does no such harm.",
            )
        )
    return found


def check_change(context: ChangeInput) -> list[Finding]:
    """What the triggers speak of has to be there afterwards too."""
    return [finding for trigger in context.triggers for finding in _misfits(context, trigger)]


def check_lock_tables(context: ChangeInput) -> list[Finding]:
    """On MariaDB the reverse triggers of such a table come before the swap, since it allows no RENAME behind a lock; they
    name a table that the application's session hasn't locked.
    """
    if not context.server.is_mariadb or not (context.triggers or context.children):
        return []
    counted = context.connection.row(statements.count_lock_tables())
    if counted is None or not int(str(counted[1])):
        return []
    why = "has triggers of its own" if context.triggers else "is the parent of a foreign key"
    return [
        note(
            LOCK_TABLES,
            f"somebody has used LOCK TABLES {counted[1]} times since the server began, and {context.original.name} {why}: a"
            f" session that writes to {context.original.name} under LOCK TABLES … WRITE meets error 1100 around the swap",
            "If an application does that, stop it for the swap, or set cutover_window to hours in which it doesn't run.",
        )
    ]


def _against(context: TableInput, trigger: ExistingTrigger) -> list[Finding]:
    schema = context.original.schema
    found = []
    current = context.connection.value(statements.schema_collation(), (schema,))
    if str(current) != trigger.schema_collation:
        found.append(
            refusal(
                NAME,
                f"the trigger {trigger.name} was made when the schema's collation was {trigger.schema_collation}; now it is"
                f" {current}, and so it would be for the new trigger",
                "Drop the trigger and create it again, so that it is known to work with the schema's collation.",
            )
        )
    if trigger.character_set not in _UNICODE and not (trigger.head + trigger.body).isascii():
        found.append(
            refusal(
                NAME,
                f"the trigger {trigger.name} was made by a client that spoke {trigger.character_set}, and holds letters"
                " beyond ASCII",
                "Create it again from a client that speaks utf8mb4.",
            )
        )
    try:
        context.connection.rows(statements.try_definer(schema, context.run, trigger.sql_definer))
    except ServerError as error:
        if error.number == error_numbers.SPECIFIC_ACCESS_DENIED:
            right = right_to_name_definers(mariadb=context.server.is_mariadb)
            found.append(
                refusal(
                    NAME,
                    f"the account may not make the trigger {trigger.name} again in the name of {trigger.definer}",
                    f"{grant_to_own(context.connection, right)} Or let {trigger.definer} run the alteration.",
                )
            )
    return found


def _misfits(context: ChangeInput, trigger: ExistingTrigger) -> list[Finding]:
    found = []
    for column in context.original.columns:
        new = context.shadow.column(column.name)
        if new is None and trigger.mentions(column.name):
            found.append(
                refusal(
                    NAME,
                    f"the trigger {trigger.name} speaks of the column {column.name}, which the new definition doesn't have",
                    "Create the trigger again without it before the run.",
                )
            )
        elif new is None and trigger.names(column.name):
            found.append(
                warning(
                    NAME,
                    f"the trigger {trigger.name} holds the word {column.name}, a column that the new definition lacks",
                    "See whether it means this table's column; if so, create it again without it.",
                )
            )
        elif new is not None and new.type != column.type and trigger.mentions(column.name):
            found.append(
                warning(
                    NAME,
                    f"the trigger {trigger.name} speaks of the column {column.name}, which becomes {new.type}",
                    "See whether what it does with the value still holds.",
                )
            )
    return found
