"""Can rows written after the cutover be given to the old definition?"""

from __future__ import annotations

from onlinealter.checks.check import ChangeInput, refusal
from onlinealter.model.findings import Finding
from onlinealter.model.plan import WayBack

NAME = "way-back"
_GIVE_UP = 'give the way back up with way_back = "none" in [settings]'


def check(given: ChangeInput) -> list[Finding]:
    """An old column that needs a value, or whose value went into new columns, has to be filled from the new row; rows that
    are left out may only come back if the plan says so.
    """
    if given.plan.settings.way_back is WayBack.NONE:
        return []
    used = {
        name.lower()
        for each in given.forward.columns
        if each.source is None and not each.filled
        for name in each.expression.columns
    }
    found = []
    for column in given.back.without_source:
        if column.needs_value:
            found.append(_refused(column.name, "has no default, and nothing in the new definition to fill it from"))
        elif column.name.lower() in used and not _lives_on(given, column.name):
            found.append(_refused(column.name, "goes into [columns], and nothing says how it is made of them again"))
    if given.plan.where and "rows" not in given.plan.allow:
        found.append(
            refusal(
                NAME,
                "where leaves rows out, and a rollback would bring them back",
                f'Say allow = ["rows"] in the plan if that is meant, or {_GIVE_UP}.',
            )
        )
    return found


def _lives_on(given: ChangeInput, name: str) -> bool:
    return given.forward.of_source(name) is not None


def _refused(column: str, why: str) -> Finding:
    return refusal(
        NAME,
        f"column {column} {why}: what is written after the cutover would be lost by a rollback",
        f'Say in the plan [reverse] {column} = "…SQL over the new row…", or {_GIVE_UP}.',
    )
