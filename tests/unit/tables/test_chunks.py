"""Ranges of the key: nothing twice, nothing left out, whatever was interrupted and whoever works."""

from __future__ import annotations

import threading
from collections import Counter
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onlinealter.tables import chunks
from onlinealter.tables.chunks import Chunker, KeyRange, LookAhead, Portion, remaining
from onlinealter.tables.copy_key import Key


def key(number: int) -> Key:
    """A key as the server writes a number down."""
    return (str(number),)


def number(bound: Key | None, otherwise: float) -> float:
    return otherwise if bound is None else int(bound[0])


def keys_in(key_range: KeyRange, keys: list[int]) -> list[int]:
    """The table's keys that a key range holds."""
    low, high = number(key_range.low, float("-inf")), number(key_range.high, float("inf"))
    return [each for each in keys if low < each <= high]


def look_ahead_in(keys: list[int]) -> LookAhead:
    """What the server answers: the key of the n-th row of a key range."""

    def look(key_range: KeyRange, rows: int) -> Key | None:
        inside = keys_in(key_range, keys)
        return key(inside[rows - 1]) if len(inside) >= rows else None

    return look


def chunk_whole(chunker: Chunker, keys: list[int], rows: int) -> list[KeyRange]:
    """Take key ranges until nothing is left."""
    taken = []
    while not chunker.exhausted:
        portion = chunker.take(rows, look_ahead_in(keys))
        assert portion is not None
        taken.append(portion.key_range)
    return taken


def in_order(chunks: list[KeyRange]) -> list[KeyRange]:
    """As the journal gives them."""
    return sorted(chunks, key=lambda chunk: (chunk.position, chunk.part))


tables = st.sets(st.integers(0, 300), min_size=1, max_size=60).map(sorted)


@given(keys=tables, rows=st.integers(1, 20), bounded=st.booleans())
def test_a_walk_covers_every_key_once(keys: list[int], rows: int, bounded: bool) -> None:
    """With a last key or an open end; in the order of the keys."""
    last = key(keys[-1]) if bounded else None
    chunks = chunk_whole(Chunker(*remaining([], last)), keys, rows)
    assert [each for chunk in chunks for each in keys_in(chunk, keys)] == keys
    assert in_order(chunks) == chunks
    assert all(len(keys_in(chunk, keys)) <= rows for chunk in chunks)


@given(keys=tables, rows=st.integers(1, 8), choices=st.data())
def test_what_remains_after_any_interruption_is_what_was_not_done(
    keys: list[int], rows: int, choices: st.DataObject
) -> None:
    """Whatever subset of the chunks was finished, gaps and open end hold the others' keys, each once."""
    last = key(keys[-1])
    chunks = chunk_whole(Chunker(*remaining([], last)), keys, rows)
    # Chunks are handed out in order, so those never handed out are the last ones.
    handed_out = chunks[: choices.draw(st.integers(0, len(chunks)))]
    done = [chunk for chunk in handed_out if choices.draw(st.booleans())]
    rest = chunk_whole(Chunker(*remaining(done, last)), keys, choices.draw(st.integers(1, 8)))
    counted = Counter(each for chunk in [*done, *rest] for each in keys_in(chunk, keys))
    assert counted == Counter(keys)


@given(keys=tables, choices=st.data())
def test_interrupted_again_and_again_every_key_is_done_once(keys: list[int], choices: st.DataObject) -> None:
    """Gaps are cut into smaller chunks, some of which are finished before the next interruption."""
    last = key(keys[-1])
    done: list[KeyRange] = []
    for _ in range(4):
        chunker = Chunker(*remaining(in_order(done), last))
        for _ in range(choices.draw(st.integers(0, 5))):
            portion = chunker.take(choices.draw(st.integers(1, 6)), look_ahead_in(keys))
            if portion is None:
                break
            assert portion.rows in (None, len(keys_in(portion.key_range, keys)))
            left: KeyRange | None = portion.key_range
            for _ in range(choices.draw(st.integers(0, 3))):
                at = look_ahead_in(keys)(left, choices.draw(st.integers(1, 4))) if left else None
                if left is None or at is None or at == left.high:
                    break
                chunk, left = left.cut(at)
                done.append(chunk)
            if left is not None and choices.draw(st.booleans()):
                done.append(left)
    done += chunk_whole(Chunker(*remaining(in_order(done), last)), keys, 5)
    assert Counter(each for chunk in done for each in keys_in(chunk, keys)) == Counter(keys)
    places = [(chunk.position, chunk.part) for chunk in done]
    assert len(set(places)) == len(places)


def test_nothing_remains_when_the_last_key_is_done() -> None:
    """Neither a gap nor an open end."""
    assert remaining([KeyRange(None, key(9), 1)], key(9)) == ([], None)


def test_a_gap_is_numbered_behind_the_chunk_before_it() -> None:
    """So that its chunks sort where their keys do."""
    done = [KeyRange(None, key(1), 1), KeyRange(key(5), key(9), 3)]
    assert remaining(done, key(20)) == ([KeyRange(key(1), key(5), 1, 1)], KeyRange(key(9), key(20), 4))


def test_a_gap_before_the_first_chunk_is_found() -> None:
    """The first chunk may be the one that was interrupted."""
    assert remaining([KeyRange(key(5), key(9), 2)], key(9)) == ([KeyRange(None, key(5), 0, 0)], None)


def test_a_postponed_segment_comes_back_later(monkeypatch: pytest.MonkeyPatch) -> None:
    """Others are handed out meanwhile, and the walk isn't over before."""
    now = [100.0]
    monkeypatch.setattr(chunks, "time", SimpleNamespace(monotonic=lambda: now[0]))
    chunker = Chunker(*remaining([], None))
    first = chunker.take(1, look_ahead_in([1, 2]))
    assert first is not None
    assert first.rows == 1
    chunker.postpone(first.key_range, 0.05)
    assert chunker.take(5, look_ahead_in([1, 2])) == Portion(KeyRange(key(1), None, 2))
    assert not chunker.exhausted
    assert chunker.take(5, look_ahead_in([1, 2])) is None
    now[0] += 0.06
    assert chunker.take(5, look_ahead_in([1, 2])) == Portion(first.key_range)
    assert chunker.exhausted


def test_several_threads_get_every_key_once() -> None:
    """The look-ahead runs one at a time."""
    keys = list(range(2_000))
    chunker, looking, taken = Chunker(*remaining([], key(1_999))), threading.Lock(), list[KeyRange]()

    def look(key_range: KeyRange, rows: int) -> Key | None:
        assert looking.acquire(blocking=False), "two look-aheads at the same time"
        try:
            return look_ahead_in(keys)(key_range, rows)
        finally:
            looking.release()

    def work() -> None:
        while not chunker.exhausted:
            portion = chunker.take(17, look)
            if portion is not None:
                taken.append(portion.key_range)

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert Counter(each for key_range in taken for each in keys_in(key_range, keys)) == Counter(keys)
