"""Ranges of the key: nothing twice, nothing left out, whatever was interrupted and whoever works."""

from __future__ import annotations

import threading
import time
from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from onlinealter.tables.copy_key import Key
from onlinealter.tables.ranges import LookAhead, Portion, Segment, Walk, remaining


def key(number: int) -> Key:
    """A key as the server writes a number down."""
    return (str(number),)


def number(bound: Key | None, otherwise: float) -> float:
    """The number that a bound stands for."""
    return otherwise if bound is None else int(bound[0])


def keys_in(segment: Segment, keys: list[int]) -> list[int]:
    """The table's keys that a segment holds."""
    low, high = number(segment.low, float("-inf")), number(segment.high, float("inf"))
    return [each for each in keys if low < each <= high]


def look_ahead_in(keys: list[int]) -> LookAhead:
    """What the server answers: the key of the n-th row of a segment."""

    def look(segment: Segment, rows: int) -> Key | None:
        inside = keys_in(segment, keys)
        return key(inside[rows - 1]) if len(inside) >= rows else None

    return look


def walk_whole(walk: Walk, keys: list[int], rows: int) -> list[Segment]:
    """Take segments until nothing is left."""
    taken = []
    while not walk.exhausted:
        portion = walk.take(rows, look_ahead_in(keys))
        assert portion is not None
        taken.append(portion.segment)
    return taken


def in_order(chunks: list[Segment]) -> list[Segment]:
    """As the journal gives them."""
    return sorted(chunks, key=lambda chunk: (chunk.position, chunk.part))


tables = st.sets(st.integers(0, 300), min_size=1, max_size=60).map(sorted)


@given(keys=tables, rows=st.integers(1, 20), bounded=st.booleans())
def test_a_walk_covers_every_key_once(keys: list[int], rows: int, bounded: bool) -> None:
    """With a last key or an open end; in the order of the keys."""
    last = key(keys[-1]) if bounded else None
    chunks = walk_whole(Walk(*remaining([], last)), keys, rows)
    assert [each for chunk in chunks for each in keys_in(chunk, keys)] == keys
    assert in_order(chunks) == chunks
    assert all(len(keys_in(chunk, keys)) <= rows for chunk in chunks)


@given(keys=tables, rows=st.integers(1, 8), choices=st.data())
def test_what_remains_after_any_interruption_is_what_was_not_done(
    keys: list[int], rows: int, choices: st.DataObject
) -> None:
    """Whatever subset of the chunks was finished, gaps and open end hold the others' keys, each once."""
    last = key(keys[-1])
    chunks = walk_whole(Walk(*remaining([], last)), keys, rows)
    # Chunks are handed out in order, so those never handed out are the last ones.
    handed_out = chunks[: choices.draw(st.integers(0, len(chunks)))]
    done = [chunk for chunk in handed_out if choices.draw(st.booleans())]
    rest = walk_whole(Walk(*remaining(done, last)), keys, choices.draw(st.integers(1, 8)))
    counted = Counter(each for chunk in [*done, *rest] for each in keys_in(chunk, keys))
    assert counted == Counter(keys)


@given(keys=tables, choices=st.data())
def test_interrupted_again_and_again_every_key_is_done_once(keys: list[int], choices: st.DataObject) -> None:
    """Gaps are cut into smaller chunks, some of which are finished before the next interruption."""
    last = key(keys[-1])
    done: list[Segment] = []
    for _ in range(4):
        walk = Walk(*remaining(in_order(done), last))
        for _ in range(choices.draw(st.integers(0, 5))):
            portion = walk.take(choices.draw(st.integers(1, 6)), look_ahead_in(keys))
            if portion is None:
                break
            assert portion.rows in (None, len(keys_in(portion.segment, keys)))
            left: Segment | None = portion.segment
            for _ in range(choices.draw(st.integers(0, 3))):
                at = look_ahead_in(keys)(left, choices.draw(st.integers(1, 4))) if left else None
                if left is None or at is None or at == left.high:
                    break
                chunk, left = left.cut(at)
                done.append(chunk)
            if left is not None and choices.draw(st.booleans()):
                done.append(left)
    done += walk_whole(Walk(*remaining(in_order(done), last)), keys, 5)
    assert Counter(each for chunk in done for each in keys_in(chunk, keys)) == Counter(keys)
    places = [(chunk.position, chunk.part) for chunk in done]
    assert len(set(places)) == len(places)


def test_nothing_remains_when_the_last_key_is_done() -> None:
    """Neither a gap nor an open end."""
    assert remaining([Segment(None, key(9), 1)], key(9)) == ([], None)


def test_a_gap_is_numbered_behind_the_chunk_before_it() -> None:
    """So that its chunks sort where their keys do."""
    done = [Segment(None, key(1), 1), Segment(key(5), key(9), 3)]
    assert remaining(done, key(20)) == ([Segment(key(1), key(5), 1, 1)], Segment(key(9), key(20), 4))


def test_a_gap_before_the_first_chunk_is_found() -> None:
    """The first chunk may be the one that was interrupted."""
    assert remaining([Segment(key(5), key(9), 2)], key(9)) == ([Segment(None, key(5), 0, 0)], None)


def test_a_postponed_segment_comes_back_later() -> None:
    """Others are handed out meanwhile, and the walk isn't over before."""
    walk = Walk(*remaining([], None))
    first = walk.take(1, look_ahead_in([1, 2]))
    assert first is not None
    assert first.rows == 1
    walk.postpone(first.segment, 0.05)
    assert walk.take(5, look_ahead_in([1, 2])) == Portion(Segment(key(1), None, 2))
    assert not walk.exhausted
    assert walk.take(5, look_ahead_in([1, 2])) is None
    time.sleep(0.06)
    assert walk.take(5, look_ahead_in([1, 2])) == Portion(first.segment)
    assert walk.exhausted


def test_several_threads_get_every_key_once() -> None:
    """The look-ahead runs one at a time."""
    keys = list(range(2_000))
    walk, looking, taken = Walk(*remaining([], key(1_999))), threading.Lock(), list[Segment]()

    def look(segment: Segment, rows: int) -> Key | None:
        assert looking.acquire(blocking=False), "two look-aheads at the same time"
        try:
            return look_ahead_in(keys)(segment, rows)
        finally:
            looking.release()

    def work() -> None:
        while not walk.exhausted:
            portion = walk.take(17, look)
            if portion is not None:
                taken.append(portion.segment)

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert Counter(each for segment in taken for each in keys_in(segment, keys)) == Counter(keys)
