"""Triggers of the application that are on the table: can they be taken along, and will they fit the new definition?"""

from __future__ import annotations

from onlinealter.checks import statements
from onlinealter.checks.check import ChangeInput, TableInput, refusal, warning
from onlinealter.model.errors import ServerError
from onlinealter.model.findings import Finding
from onlinealter.mysql import error_numbers
from onlinealter.tables.existing_triggers import ExistingTrigger, existing_triggers
from onlinealter.tables.names import PREFIX

NAME = "existing-triggers"
_UNICODE = frozenset({"utf8", "utf8mb3", "utf8mb4"})


def check(given: TableInput) -> list[Finding]:
    """They are made anew on the new table, so the account has to be able to make each of them as it was."""
    there = existing_triggers(given.connection, given.original.schema, given.original.name, f"{PREFIX}{given.run}_")
    found = [finding for trigger in there for finding in _against(given, trigger)]
    if there and not given.server.is_mariadb:
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


def check_change(given: ChangeInput) -> list[Finding]:
    """What the triggers speak of has to be there afterwards too."""
    return [finding for trigger in given.triggers for finding in _misfits(given, trigger)]


def _against(given: TableInput, trigger: ExistingTrigger) -> list[Finding]:
    schema = given.original.schema
    found = []
    current = given.connection.value(statements.schema_collation(), (schema,))
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
        given.connection.rows(statements.try_definer(schema, given.run, trigger.sql_definer))
    except ServerError as error:
        if error.number == error_numbers.SPECIFIC_ACCESS_DENIED:
            right = "the right SET USER" if given.server.is_mariadb else "the right SET_ANY_DEFINER"
            found.append(
                refusal(
                    NAME,
                    f"the account may not make the trigger {trigger.name} again in the name of {trigger.definer}",
                    f"Give {right} on *.* to the account, or let {trigger.definer} run the alteration.",
                )
            )
    return found


def _misfits(given: ChangeInput, trigger: ExistingTrigger) -> list[Finding]:
    found = []
    for column in given.original.columns:
        new = given.shadow.column(column.name)
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
