"""What looks at a whole table does so in chunks: surplus rows of the shadow, and rows without parents."""

from __future__ import annotations

import threading
from dataclasses import replace
from itertools import pairwise
from typing import Any, ClassVar

import pytest

from onlinealter.checksums import statements as checksums
from onlinealter.copying import statements as copying
from onlinealter.load.chunk_size import ChunkSize
from onlinealter.load.heuristics import HEURISTICS
from onlinealter.model.errors import ConflictsFound, Different
from onlinealter.model.events import Event, VerifyAdvanced
from onlinealter.model.plan import Plan, VerifyOn
from onlinealter.model.states import Phase
from onlinealter.tables.chunks import KeyRange
from onlinealter.throttles.lock_waits import LockWaits
from tests.integration.engine.alterations import TO_CUTOVER, TO_VERIFY, Recorder, run, settings, shadow_of
from tests.servers import Schema

ROWS = 3_000


def seen(patch: pytest.MonkeyPatch, module: Any, name: str) -> list[KeyRange]:
    """The key ranges that a statement is made for."""
    found: list[KeyRange] = []
    original = getattr(module, name)

    def noted(what: object, key_range: KeyRange, *others: object) -> object:
        found.append(key_range)
        return original(what, key_range, *others)

    patch.setattr(module, name, noted)
    return found


def make_routes(schema: Schema) -> None:
    """A key of a text and a number, which the new table has in the other order and another collation."""
    with schema.connect() as connection:
        connection.execute(
            "CREATE TABLE routes (place VARCHAR(20) CHARACTER SET latin1 NOT NULL, number INT NOT NULL,"
            " PRIMARY KEY (place, number))"
        )
        rows = ", ".join(f"('{'pqrs'[n % 4]}', {n})" for n in range(ROWS))
        connection.execute(f"INSERT INTO routes VALUES {rows}")


def test_surplus_rows_are_looked_for_in_chunks_of_the_shadow(schema: Schema, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever the order of its key, its character set and where in it they are: each is found, and none else."""
    make_routes(schema)
    alter = (
        "DROP PRIMARY KEY, ADD PRIMARY KEY (number, place),"
        " MODIFY place VARCHAR(20) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL"
    )
    target = schema.target("routes", Plan("routes", (alter,), settings=settings(workers=2)))
    few = replace(HEURISTICS, verify_first_rows=200, verify_most_rows=300)
    monkeypatch.setattr("onlinealter.engine.phases.verify.HEURISTICS", few)
    run(target, TO_VERIFY[:2])
    key_ranges = seen(monkeypatch, checksums, "surplus_rows")
    assert run(target, [Phase.VERIFY]).state == "verified"
    assert len(key_ranges) >= ROWS // 300
    assert all(one.high != other.high for one, other in pairwise(key_ranges))
    with schema.connect() as connection:
        shadow = shadow_of(connection, schema)
        connection.execute(f"INSERT INTO {shadow} VALUES ('a', -5), ('ab', 1500), ('z', 9999)")
        with pytest.raises(Different, match="3 rows") as caught:
            run(target, [Phase.VERIFY])
    for row in ("number=-5", "number=1500", "number=9999"):
        assert row in caught.value.message
    assert caught.value.message.count("(surplus)") == 3
    run(target, [Phase.ABORT])


def test_rows_without_parents_are_looked_for_in_chunks(schema: Schema, monkeypatch: pytest.MonkeyPatch) -> None:
    """Once before the swap and once after it, each time from the first key to the last; also by a key that reads
    differently in the new table. A row without a parent is named before anything is swapped.
    """
    make_routes(schema)
    with schema.connect() as connection:
        connection.execute("CREATE TABLE numbers (number INT PRIMARY KEY)")
        connection.execute("INSERT INTO numbers SELECT number FROM routes")
        alter = (
            "ADD CONSTRAINT numbered FOREIGN KEY (number) REFERENCES numbers (number),"
            " MODIFY place VARCHAR(20) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL"
        )
        target = schema.target("routes", Plan("routes", (alter,), settings=settings(max_chunk_rows=400)))
        run(target, TO_VERIFY)
        key_ranges = seen(monkeypatch, copying, "orphans")
        connection.execute("DELETE FROM numbers WHERE number = 2998")
        with pytest.raises(ConflictsFound, match="number=2998"):
            run(target, [Phase.CUTOVER])
        assert len(key_ranges) >= ROWS * 3 // 4 // 400
        connection.execute("INSERT INTO numbers VALUES (2998)")
        key_ranges.clear()
        assert run(target, [Phase.CUTOVER]).state == "swapped"
        walks = [place for place, each in enumerate(key_ranges) if each.low is None]
        assert len(walks) == 2, "once before the swap, once after it"
        assert min(walks[1], len(key_ranges) - walks[1]) >= ROWS // 400
        assert "numbered" in str(connection.row("SHOW CREATE TABLE routes"))
    run(target, [Phase.ROLLBACK, Phase.ABORT])


def test_a_swap_back_by_a_key_that_was_dropped_looks_in_chunks_too(schema: Schema, monkeypatch: pytest.MonkeyPatch) -> None:
    """The old definition's key counts again: rows written since the cutover need their parents."""
    make_routes(schema)
    with schema.connect() as connection:
        connection.execute("CREATE TABLE numbers (number INT PRIMARY KEY)")
        connection.execute("INSERT INTO numbers SELECT number FROM routes")
        connection.execute("ALTER TABLE routes ADD CONSTRAINT numbered FOREIGN KEY (number) REFERENCES numbers (number)")
        target = schema.target(
            "routes", Plan("routes", ("DROP FOREIGN KEY numbered",), settings=settings(max_chunk_rows=400))
        )
        run(target, TO_CUTOVER)
        connection.execute("INSERT INTO routes VALUES ('z', 77777)")
        key_ranges = seen(monkeypatch, copying, "orphans")
        with pytest.raises(ConflictsFound, match="number=77777"):
            run(target, [Phase.ROLLBACK])
        assert len(key_ranges) >= ROWS // 400
        connection.execute("DELETE FROM routes WHERE number = 77777")
        assert run(target, [Phase.ROLLBACK]).state == "copied"
    run(target, [Phase.ABORT])


class Noted(ChunkSize):
    """A size of chunks that tells when somebody waited."""

    made: ClassVar[list[Noted]] = []

    def __init__(self, rows: int, most: int, seconds: float) -> None:
        super().__init__(rows, most, seconds)
        self.bounds = [(most, seconds)]
        self.shrunk = threading.Event()
        self.made.append(self)

    def bound(self, most: int, seconds: float, whole: float) -> None:
        super().bound(most, seconds, whole)
        self.bounds.append((most, seconds))

    def shrink(self) -> int:
        self.shrunk.set()
        return super().shrink()


class HeldUp(Recorder):
    """Holds the first progress of a verification on the primary up until its chunks were made smaller."""

    def __init__(self, server: str) -> None:
        super().__init__()
        self._server = server

    def report(self, event: Event) -> None:
        super().report(event)
        if isinstance(event, VerifyAdvanced) and event.server == self._server:
            Noted.made[-1].shrunk.wait(20)


def test_a_verification_on_the_primary_is_as_gentle_as_the_copy(schema: Schema, monkeypatch: pytest.MonkeyPatch) -> None:
    """It keeps the plan's bounds, and gives way where the application waits for locks; on a replica it need not."""
    make_routes(schema)
    changes = {"verify_on": VerifyOn.BOTH, "chunk_time": 0.07, "max_chunk_rows": 321}
    target = schema.target("routes", Plan("routes", ("ADD COLUMN note INT",), settings=settings(**changes)))
    run(target, TO_VERIFY[:2])
    monkeypatch.setattr("onlinealter.engine.phases.verify.ChunkSize", Noted)
    monkeypatch.setattr(LockWaits, "reason", lambda signal: signal._relieve())
    Noted.made.clear()
    assert run(target, [Phase.VERIFY], HeldUp(target.primary.address)).state == "verified"
    on_replica, on_primary = Noted.made
    most, seconds = on_primary.bounds[-1]
    assert most == 321
    assert seconds <= 0.07
    assert on_primary.shrunk.is_set()
    assert set(on_replica.bounds) == {(HEURISTICS.verify_most_rows, HEURISTICS.verify_chunk)}
    assert not on_replica.shrunk.is_set()
    run(target, [Phase.ABORT])
