"""The page that says of each promise what guards it, and which test fails without that."""

from __future__ import annotations

from collections.abc import Iterator

from tests.guards.guard import PACKAGE, PROMISES, Guard
from tests.guards.listed import GUARDS

_INTRODUCTION = """
Each promise is enforced by specific pieces of code. Each row below is one of them and a test that
fails when what stands there is taken out. `make guards` takes them out of a copy of the project, one after the other, and
fails if a test still passes; `make guards GUARDS="3 binlog"` tries promise 3 and what has to do with binlogs.

Most guards have more tests than the one named here, most promises more guards: these were seen to be missed.
"""


def page() -> Iterator[str]:
    """A table per promise."""
    yield "# What guards each promise"
    yield from _INTRODUCTION.rstrip().splitlines()
    for promise in PROMISES:
        yield from ("", f"## {promise.number}. {promise.name}", "", promise.says, "")
        yield from ("| guard | where | fails without it |", "|---|---|---|")
        yield from (_row(guard) for guard in GUARDS if guard.promise == promise.number)


def _row(guard: Guard) -> str:
    source = f"[{guard.file}](../{PACKAGE}/{guard.file})"
    return f"| {guard.does} | {source} | {_test(guard)} |"


def _test(guard: Guard) -> str:
    if guard.scenario:
        return f"the scenario [{guard.scenario}](../{guard.test_file})"
    return f"[{guard.test_name.removeprefix('test_').replace('_', ' ')}](../{guard.test_file})"
