"""Lines of chunks: which become one, and when that is done."""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import pytest

from onlinealter.engine import chunk_lines
from onlinealter.engine.chunk_lines import ChunkLine, Merger, adjoining, merged
from onlinealter.engine.stop import StopFlag
from onlinealter.model.errors import Changed, Interrupted
from onlinealter.tables.chunks import KeyRange

_LONGEST = 60.0


def _line(position: int, low: str | None, high: str | None, *, part: int = 0, rows: int = 10) -> ChunkLine:
    keys = [None if key is None else (key,) for key in (low, high)]
    return ChunkLine(KeyRange(keys[0], keys[1], position, part), rows, 0.5, (position, part))


def test_only_neighbours_become_one() -> None:
    """A gap stays one, and so does an end that nobody knows."""
    first, second, beyond = _line(1, None, "3"), _line(2, "3", "5"), _line(4, "8", "9")
    assert adjoining([]) == []
    assert adjoining([first, second, beyond]) == [[first, second], [beyond]]
    endless, again = _line(1, "3", None), _line(2, None, "5")
    assert adjoining([endless, again]) == [[endless], [again]]


def test_one_line_has_the_last_ones_number_and_knows_the_firsts() -> None:
    """So that the numbers of gaps behind it stay what they are."""
    whole = merged([_line(4, "1", "3", part=2), _line(5, "3", "6"), _line(5, "6", "7", part=1, rows=2)])
    assert whole == ChunkLine(KeyRange(("1",), ("7",), 5, 1), 22, 1.5, (4, 2))
    assert merged([whole, _line(6, "7", "9")]) == ChunkLine(KeyRange(("1",), ("9",), 6, 0), 32, 2.0, (4, 2))


class _Lines:
    """Lines that are merged when that is let go on."""

    def __init__(self) -> None:
        self.begun, self.go_on = threading.Event(), threading.Event()
        self.merges = 0

    def merge(self) -> list[ChunkLine]:
        self.merges += 1
        self.begun.set()
        assert self.go_on.wait(_LONGEST)
        return []


@pytest.fixture
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    """Merged after 3, at most 5 new ones."""
    monkeypatch.setattr(chunk_lines, "_MERGED_AFTER", 3)
    monkeypatch.setattr(chunk_lines, "_MOST_NEW", 5)


def _merger(lines: Any, stop: StopFlag | None = None) -> Merger:
    return Merger(lines, stop or StopFlag())


def _begun(work: Callable[[], None]) -> threading.Thread:
    thread = threading.Thread(target=work, daemon=True)
    thread.start()
    return thread


@pytest.mark.usefixtures("few")
def test_lines_are_merged_when_there_are_enough() -> None:
    """Not with each chunk, and not for two."""
    lines = _Lines()
    lines.go_on.set()
    merger = _merger(lines)
    with merger.at_work():
        merger.noted()
        merger.noted()
        assert not lines.begun.wait(0.05)
        merger.noted()
        assert lines.begun.wait(_LONGEST)
    assert lines.merges == 1


@pytest.mark.usefixtures("few")
def test_workers_wait_for_a_merge_that_is_behind() -> None:
    """Until it is done, or the run is to stop: the number of lines stays bounded."""
    lines, stop = _Lines(), StopFlag()
    merger = _merger(lines, stop)
    with merger.at_work():
        for _ in range(3):
            merger.noted()
        assert lines.begun.wait(_LONGEST)
        for _ in range(4):
            merger.noted()
        waiting = _begun(merger.noted)
        waiting.join(0.1)
        assert waiting.is_alive()
        lines.go_on.set()
        waiting.join(_LONGEST)
        assert not waiting.is_alive()
    lines.begun.clear()
    lines.go_on.clear()
    stop.request()
    merger = _merger(lines, stop)
    with merger.at_work():
        for _ in range(3):
            merger.noted()
        assert lines.begun.wait(_LONGEST)
        for _ in range(4):
            merger.noted()
        with pytest.raises(Interrupted):
            merger.noted()
        lines.go_on.set()


@pytest.mark.parametrize("error", [Changed("the journal is gone"), ZeroDivisionError()])
@pytest.mark.usefixtures("few")
def test_what_ends_the_merging_ends_the_copy(error: Exception) -> None:
    """A worker raises it with its next chunk, and who waits for the workers at their end."""

    class Failing(_Lines):
        def merge(self) -> list[ChunkLine]:
            raise error

    merger = _merger(Failing())

    def work() -> None:
        for _ in range(1000):
            merger.noted()

    with pytest.raises(type(error)), merger.at_work():
        work()
    merger = _merger(Failing())

    def work_to_the_end() -> None:
        with merger.at_work(), suppress(type(error)):
            work()

    with pytest.raises(type(error)):
        work_to_the_end()
