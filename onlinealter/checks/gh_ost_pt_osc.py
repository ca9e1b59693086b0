"""What gh-ost and pt-online-schema-change leave beside a table: they are at work, were killed, or kept the old table."""

from __future__ import annotations

from onlinealter.checks import statements
from onlinealter.checks.check import TableInput, note, refusal, warning
from onlinealter.model.findings import Finding
from onlinealter.tables.existing_triggers import existing_triggers
from onlinealter.tables.facts import existing_tables
from onlinealter.tables.names import LONGEST_NAME, PREFIX

NAME = "other-tools"
_GH_OST, _PT_OSC = "gh-ost", "pt-online-schema-change"
_AT_WORK = {"gho": _GH_OST, "ghc": _GH_OST, "ghk": _GH_OST, "new": _PT_OSC}
_KEPT = {"del": _GH_OST, "old": _PT_OSC}
_TRIGGERS = "pt_osc_"


def check(context: TableInput) -> list[Finding]:
    """Asked only before a run begins. By their names alone, so nothing is dropped; triggers of theirs would be copied to the
    new table, and fail every write once their own table is gone.
    """
    schema, table = context.original.schema, context.original.name
    beside = {ending: f"_{table}"[: LONGEST_NAME - len(ending) - 1] + f"_{ending}" for ending in (*_AT_WORK, *_KEPT)}
    there = existing_tables(context.connection, schema, tuple(beside.values()))
    found = {ending: name for ending, name in beside.items() if name in there}
    triggers = [
        trigger.name
        for trigger in existing_triggers(context.connection, schema, table, f"{PREFIX}{context.run}_")
        if trigger.name.startswith(_TRIGGERS)
    ]
    findings = [_against(schema, triggers, found.pop("new", ""))] if triggers else []
    return findings + [_about(schema, ending, name) for ending, name in found.items()]


def _against(schema: str, triggers: list[str], new: str) -> Finding:
    drops = [statements.drop_trigger(schema, name) for name in triggers]
    if new:
        drops.append(statements.drop_table(schema, new))
    return refusal(
        NAME,
        f"triggers of {_PT_OSC}: {', '.join(triggers)}; it is altering this table, or was killed",
        f"Wait for its end. If it no longer runs, drop what it left, in this order: {' '.join(drops)}",
    )


def _about(schema: str, ending: str, name: str) -> Finding:
    drop = statements.drop_table(schema, name)
    if ending in _KEPT:
        return note(
            NAME, f"the table {name} is named as {_KEPT[ending]} names the old table", f"Once nobody needs its rows: {drop}"
        )
    return warning(
        NAME,
        f"the table {name} is named as {_AT_WORK[ending]} names its own: it is altering this table, or was killed",
        f"Two tools must not alter a table at once. If {_AT_WORK[ending]} no longer runs: {drop}",
    )
