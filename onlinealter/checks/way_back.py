"""Can rows written after the cutover be given to the old definition?"""

from __future__ import annotations

from onlinealter.checks.check import ChangeInput, warning
from onlinealter.model.findings import Finding

NAME = "way-back"


def check(given: ChangeInput) -> list[Finding]:
    """An old column that needs a value has to get one from somewhere, or a rollback stops at new rows."""
    return [
        warning(
            NAME,
            f"column {column.name} has no default, and nothing in the new definition to fill it from: rows inserted "
            "after the cutover would stand in the way of a rollback",
            f'Say in the plan: [reverse] {column.name} = "…SQL over the new row…".',
        )
        for column in given.back.without_source
        if column.needs_value
    ]
