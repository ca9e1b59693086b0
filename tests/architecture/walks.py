"""How far a reader has to walk: calls from file to file while the tool works, seen by a profiler of its own.

``python -m tests.architecture.walks`` runs one alteration on a private server and prints the figures and all calls.

*A plan's walk* begins in ``cli/run.py`` and ends with the swap. Its **stops** are the calls from one file into another
that are handed the plan or something that holds it (each function called from each file counts once, however often it is
called), its **rooms** the files they lead to. A **climb** is a call into a file of a higher floor: what is called there was
handed down as a function, and isn't found by reading on.

*A chunk's walk* is what one thread does for one chunk of the copy, from the end of one to the end of the next: **hops** are
all calls from one file into another, **objects** all instances that are called, values (frozen dataclasses) left out. What
the making of a statement's text calls is no part of either walk: it is read there, in one place, and reaches nobody.
"""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, is_dataclass
from types import FrameType
from typing import Any
from unittest.mock import patch

from onlinealter.cli.options import TargetArguments
from onlinealter.cli.run import run
from onlinealter.model.plan import Plan
from tests.architecture.source import PACKAGE
from tests.architecture.test_floors import FLOORS
from tests.servers import Schema, chosen_kinds, started

_ROOT = f"{PACKAGE}/"
_DEEP = 3  # attributes to scan for a plan: a run's resolved plan's plan
_CHUNK_ENDS = "_Teller._chunk"
ALTER = "ADD COLUMN note INT, ADD KEY (name)"
SETTINGS = ("strategy=shadow", "workers=1", "chunk_rows=50", "max_chunk_rows=50", "verify_on=primary")


@dataclass(frozen=True)
class Call:
    """A call from one file into another."""

    source: str
    target: str
    function: str

    @property
    def climbs(self) -> bool:
        """Whether it leads to a higher floor."""
        return floor_of(self.target) > floor_of(self.source)


@dataclass
class Walks:
    """What was seen."""

    plan: dict[Call, int] = field(default_factory=dict)
    chunks: list[tuple[tuple[Call, ...], tuple[str, ...]]] = field(default_factory=list)

    @property
    def rooms(self) -> set[str]:
        """The files that the plan's walk leads to."""
        return {call.target for call in self.plan}

    @property
    def climbs(self) -> list[Call]:
        """The plan's calls that lead to a higher floor."""
        return [call for call in self.plan if call.climbs]

    @property
    def chunk(self) -> tuple[tuple[Call, ...], tuple[str, ...]]:
        """The chunk with the fewest hops, which nothing came between: a rest, a merge, a row that somebody held."""
        return min(self.chunks, key=lambda each: len(each[0]))

    def figures(self) -> str:
        """All in two lines."""
        hops, objects = self.chunk
        climbs = sum(call.climbs for call in hops)
        return (
            f"a plan: {len(self.plan)} stops in {len(self.rooms)} rooms, {len(self.climbs)} climbs\n"
            f"a chunk: {len(hops)} hops through {len(objects)} objects, {climbs} climbs"
        )


def floor_of(place: str) -> int:
    """The floor that a file is on; the package's own files are above all."""
    return FLOORS.get(place.partition("/")[0], 10)


class _Profiler:
    """One for all threads; each thread that copies has a list of its own."""

    def __init__(self, walks: Walks) -> None:
        self._walks = walks
        self._places: dict[str, str] = {}
        self._local = threading.local()

    def __call__(self, frame: FrameType, event: str, _: object) -> None:
        if event != "call":
            return
        target = self._place(frame)
        if not target:
            return
        caller = self._caller(frame)
        if _is_part_of_another(frame) or caller is None or self._makes_text(caller):
            return
        source, function = self._place(caller), frame.f_code.co_qualname
        if threading.current_thread().name.startswith("worker"):
            self._in_chunk(frame, source, target, function)
        if source != target and _is_handed_plan(frame):
            call = Call(source, target, function)
            self._walks.plan[call] = self._walks.plan.get(call, 0) + 1

    def _in_chunk(self, frame: FrameType, source: str, target: str, function: str) -> None:
        calls: list[Call] = self._local.__dict__.setdefault("calls", [])
        objects: dict[int, str] = self._local.__dict__.setdefault("objects", {})
        if source != target:
            calls.append(Call(source, target, function))
        this = frame.f_locals.get("self")
        if this is not None and not is_dataclass(this):
            objects.setdefault(id(this), type(this).__name__)
        if function == _CHUNK_ENDS:
            self._walks.chunks.append((tuple(calls), tuple(objects.values())))
            calls.clear()
            objects.clear()

    def _caller(self, frame: FrameType) -> FrameType | None:
        caller = frame.f_back
        while caller is not None and not self._place(caller):
            caller = caller.f_back
        return caller

    def _makes_text(self, frame: FrameType | None) -> bool:
        while frame is not None:
            if self._place(frame).endswith("/statements.py"):
                return True
            frame = frame.f_back
        return False

    def _place(self, frame: FrameType) -> str:
        path = frame.f_code.co_filename
        if path not in self._places:
            self._places[path] = path.removeprefix(_ROOT) if path.startswith(_ROOT) else ""
        return self._places[path]


def _is_part_of_another(frame: FrameType) -> bool:
    """Comprehensions, a module that is loaded, a class that is made: no call that anybody reads as one."""
    name = frame.f_code.co_name
    return (name.startswith("<") and name != "<lambda>") or frame.f_code.co_flags & 0x02 == 0


def _is_handed_plan(frame: FrameType) -> bool:
    code = frame.f_code
    count = code.co_argcount + code.co_kwonlyargcount
    given = [frame.f_locals.get(name) for name in (*code.co_varnames[:count], *code.co_freevars)]
    return any(_holds_plan(value, _DEEP) for value in given)


def _holds_plan(value: object, depth: int) -> bool:
    if isinstance(value, Plan | TargetArguments):
        return True
    if depth == 0 or not type(value).__module__.startswith("onlinealter"):
        return False
    return any(_holds_plan(each, depth - 1) for each in getattr(value, "__dict__", {}).values())


@contextmanager
def walked() -> Iterator[Walks]:
    """Count while the block runs, in all threads that begin in it."""
    walks = Walks()
    profiler: Any = _Profiler(walks)
    threading.setprofile(profiler)
    sys.setprofile(profiler)
    try:
        yield walks
    finally:
        sys.setprofile(None)
        threading.setprofile(None)


def walk(schema: Schema) -> Walks:
    """Alter a small table from the command line to the swap."""
    with schema.connect() as connection:
        connection.execute("CREATE TABLE customers (id INT PRIMARY KEY AUTO_INCREMENT, name VARCHAR(20))")
        connection.execute("INSERT INTO customers (name) VALUES ('one'), ('two')")
        for _ in range(10):
            connection.execute("INSERT INTO customers (name) SELECT name FROM customers")
    account = schema.primary
    dsn = f"mysql://{account.user}@{account.host}:{account.port}/{schema.name}"
    settings = [word for each in SETTINGS for word in ("--set", each)]
    words = ["--dsn", dsn, "--table", "customers", "--alter", ALTER, *settings, "--yes", "--quiet"]
    with patch.dict(os.environ, MYSQL_PWD=account.password), walked() as walks:
        run.main(words, standalone_mode=False)
    return walks


def main() -> None:
    """Print the figures, then all calls."""
    with started(chosen_kinds()[0]) as pair, pair.schema("walks") as schema:
        walks = walk(schema)
    lines = [walks.figures()]
    for title, calls in (("plan", sorted(walks.plan, key=str)), ("chunk", walks.chunk[0])):
        lines += ["", title]
        lines += [f"  {call.source} -> {call.target} {call.function}{' (up)' if call.climbs else ''}" for call in calls]
    sys.stdout.write("\n".join([*lines, "", f"objects of a chunk: {', '.join(walks.chunk[1])}", ""]))


if __name__ == "__main__":
    main()
