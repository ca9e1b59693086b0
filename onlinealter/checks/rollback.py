"""Can rows written after the cutover be given to the old definition?"""

from __future__ import annotations

from onlinealter.checks.check import ChangeInput, refusal
from onlinealter.model.findings import Finding
from onlinealter.model.plan import Rollback

NAME = "rollback"
_GIVE_UP = 'give up rollback with rollback = "none" in [settings]'


def check(context: ChangeInput) -> list[Finding]:
    """An old column that needs a value, or whose value went into new columns, has to be filled from the new row; rows that
    are left out may only come back if the plan says so.
    """
    if context.plan.settings.rollback is Rollback.NONE:
        return []
    used = {
        name.lower()
        for each in context.forward.columns
        if each.source is None and not each.filled
        for name in each.expression.columns
    }
    found = []
    for column in context.back.unmapped:
        if column.needs_value:
            found.append(_refused(column.name, "has no default, and nothing in the new definition to fill it from"))
        elif column.name.lower() in used and not _lives_on(context, column.name):
            found.append(_refused(column.name, "goes into [columns], and nothing says how it is made of them again"))
    if context.plan.where and "rows" not in context.plan.allow:
        found.append(
            refusal(
                NAME,
                "where leaves rows out, and a rollback would bring them back",
                f'Say allow = ["rows"] in the plan if that is meant, or {_GIVE_UP}.',
            )
        )
    return found


def _lives_on(context: ChangeInput, name: str) -> bool:
    return context.forward.of_source(name) is not None


def _refused(column: str, why: str) -> Finding:
    return refusal(
        NAME,
        f"column {column} {why}: what is written after the cutover would be lost by a rollback",
        f'Say in the plan [reverse] {column} = "…SQL over the new row…", or {_GIVE_UP}.',
    )
