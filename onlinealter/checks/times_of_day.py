"""A TIME that becomes a date gets that of the day: another one in the copy, in a trigger and in the verification."""

from __future__ import annotations

from onlinealter.checks.check import ChangeInput, refusal
from onlinealter.model.findings import Finding
from onlinealter.model.plan import Rollback
from onlinealter.tables.column_map import ColumnMap

NAME = "times-of-day"
_DATES = frozenset({"date", "datetime", "timestamp"})


def check(context: ChangeInput) -> list[Finding]:
    """Refused unless the plan says which date, for either way."""
    found = [_refused(name, "columns", "") for name in _dated(context.forward)]
    if context.plan.settings.rollback is not Rollback.NONE:
        give_up = ', or give up rollback with rollback = "none" in [settings]'
        found += [_refused(name, "reverse", give_up) for name in _dated(context.back)]
    return found


def _dated(columns: ColumnMap) -> list[str]:
    return [
        each.target.name
        for each in columns.columns
        if each.source is not None and each.source.kind == "time" and each.target.kind in _DATES
    ]


def _refused(name: str, section: str, otherwise: str) -> Finding:
    when = "is converted" if section == "columns" else "comes back by a rollback"
    return refusal(
        NAME,
        f"column {name} has times of day: each would get the date of the day on which it {when}",
        f"Say which date in the plan: [{section}] {name} = \"ADDTIME('2026-01-31 00:00:00', {name})\"{otherwise}.",
    )
