"""The commands that an error names, each with its target, so that it can be called as it stands."""

from __future__ import annotations

import re

from onlinealter.model.states import Phase

_WITHOUT_TARGET = re.compile(rf"\bonline-alter (?:{'|'.join(Phase)})\b(?: --repair\b)?+(?! --table\b)")


def with_target(remedy: str, table: str) -> str:
    """The remedy with the table behind each command of a phase that is named without one."""
    return _WITHOUT_TARGET.sub(lambda found: f"{found[0]} --table {table}", remedy)
