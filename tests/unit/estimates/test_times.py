"""How long a run will take, from what was measured."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onlinealter.estimates.times import Observation, Prediction, observed, predict
from onlinealter.model.estimate import Grade
from onlinealter.model.measured import Measured, Part, Span
from tests.unit.estimates.samples import GB, HERE, TASK, WORK, rehearsed, run_of


def _of_all(rows: int, each: Measured, begins: float = 2.0) -> float:
    """What a run of so many rows takes that goes at the same speed."""
    copy = each.of(Part.COPY)
    assert copy is not None
    return 1.0 + 1.0 + begins + rows * copy.late_seconds / copy.late_rows


def _middle(span: Span) -> float:
    return (span.low + span.high) / 2


def _predicted(*runs: Observation) -> Prediction:
    return predict(TASK, runs)


def _counted(rows: int) -> Observation:
    return observed(rehearsed(rows), HERE)


def test_a_tenth_of_the_rows_tells_the_whole() -> None:
    """What the copy takes to begin with isn't taken ten times, and the range isn't wider than a quarter."""
    found = _predicted(_counted(100_000))
    truth = _of_all(1_000_000, run_of(100_000, 20_000))
    assert _middle(found.seconds) == pytest.approx(truth, rel=0.001)
    assert found.seconds.high <= 1.25 * truth
    assert found.seconds.low >= 0.75 * truth
    assert (found.grade, found.notes) == (Grade.COMPARED, ())


def test_the_bytes_are_within_a_tenth() -> None:
    """From a tenth of the rows, from all, and from both; the file's spare bytes aren't taken ten times."""
    whole = run_of(1_000_000, 20_000)
    for runs in ((100_000,), (1_000_000,), (100_000, 1_000_000)):
        found = _predicted(*map(_counted, runs))
        for span, truth in ((found.disk_bytes, whole.disk_bytes), (found.binlog_bytes, whole.binlog_bytes)):
            assert truth is not None
            assert span.holds(truth)
            assert _middle(span) == pytest.approx(truth, rel=0.01)
            assert span.high - span.low <= 0.2001 * _middle(span)


def test_two_sizes_tell_more_than_one() -> None:
    """Between them it goes by the line that joins them, also where the larger one was slower for each row."""
    small, large = run_of(100_000, 20_000), run_of(2_000_000, 5_000)
    found = _predicted(Observation(Grade.COMPARED, "a", small), Observation(Grade.COMPARED, "b", large))
    share = (1_000_000 - 100_000) / (2_000_000 - 100_000)
    expected = small.seconds + (large.seconds - small.seconds) * share
    assert _middle(found.seconds) == pytest.approx(expected, rel=0.001)
    assert found.source == "a; b"


def test_what_is_sorted_takes_more_than_its_rows() -> None:
    """An index of ten times the rows takes more than ten times as long."""
    small = run_of(100_000, 20_000)
    build = replace(small.stretches[1], part=Part.INDEXES, seconds=1.0, late_rows=0, late_seconds=0.0)
    found = _predicted(Observation(Grade.OWN_RUN, "run", replace(small, stretches=(build,))))
    assert 11.5 < _middle(found.parts[0].seconds) < 12.5


def test_the_most_trusted_counts_alone() -> None:
    """A run of this server, whatever another shard and a rehearsal said."""
    kinds = (Grade.CANARY, Grade.OWN_RUN, Grade.REHEARSAL)
    runs = [Observation(grade, str(grade), run_of(500_000, 10_000 * (at + 1))) for at, grade in enumerate(kinds)]
    found = _predicted(*runs)
    assert (found.grade, found.source) == (Grade.OWN_RUN, "A")
    assert found.seconds.holds(_of_all(1_000_000, runs[1].measured))


def test_a_run_that_was_given_up_tells_what_it_did() -> None:
    """The rest comes from the table's facts."""
    known = run_of(500_000, 20_000)
    found = _predicted(Observation(Grade.OWN_RUN, "run", replace(known, stretches=known.stretches[:2])))
    assert [each.part for each in found.parts] == [Part.PREPARE, Part.COPY, Part.VERIFY, Part.CUTOVER]
    assert found.parts[-1].seconds.high > 0


def test_an_interrupted_run_tells_nothing() -> None:
    """Its times are those of the last call."""
    found = _predicted(Observation(Grade.OWN_RUN, "run", run_of(500_000, 20_000, whole=False)))
    assert found.grade is Grade.FACTS
    assert "rehearsal" in found.notes[0]


def test_a_table_beyond_the_memory_may_take_much_longer() -> None:
    """Where none so large was measured, and it says so; where one was, it doesn't."""
    small, large = run_of(100_000, 20_000), run_of(900_000, 20_000, table_bytes=270_000_000, pool_bytes=GB // 4)
    task = replace(TASK, pool_bytes=GB // 4)
    unknown = predict(task, [Observation(Grade.COMPARED, "small", small)])
    assert unknown.seconds.high > 3 * _of_all(1_000_000, small)
    assert "larger than the server's memory" in unknown.notes[0]
    known = predict(task, [Observation(Grade.COMPARED, each, run) for each, run in (("small", small), ("large", large))])
    assert known.seconds.high < 1.3 * _of_all(1_000_000, small)
    assert known.notes == ()


@pytest.mark.parametrize(
    ("machine", "reads", "grade", "slower"),
    [
        (HERE.machine, 0, Grade.COMPARED, 1.0),
        ("another", 0, Grade.REHEARSAL, 1.0),
        ("another", 100_000, Grade.COMPARED, 1.0),
        ("another", 300_000, Grade.COMPARED, 3.0),
    ],
)
def test_a_rehearsal_elsewhere(machine: str, reads: int, grade: Grade, slower: float) -> None:
    """Counts for more where both were seen to read; where this server reads more slowly, all takes longer."""
    found = observed(rehearsed(500_000, machine=machine, reads=reads), HERE)
    assert (found.grade, found.slower) == (grade, slower)
    predicted = predict(TASK, [found])
    assert predicted.seconds.holds(slower * _of_all(1_000_000, found.measured))
    assert any("another machine" in note for note in predicted.notes) is (slower > 1)


def test_rows_that_were_not_counted_make_it_wider() -> None:
    """The server's own number of rows may be off."""
    known = [_counted(500_000)]
    sure, unsure = predict(TASK, known), predict(replace(TASK, counted=False), known)
    assert unsure.disk_bytes.low < sure.disk_bytes.low
    assert unsure.binlog_bytes.high > sure.binlog_bytes.high
    assert "not counted" in unsure.notes[0]


def test_the_facts_alone_give_a_wide_range() -> None:
    """By the bytes of the sampled rows; a compressed binlog may be much smaller."""
    found = predict(TASK, [])
    assert found.grade is Grade.FACTS
    assert found.seconds.high > 5 * found.seconds.low
    assert found.disk_bytes.holds(250.0 * WORK.rows)
    assert found.binlog_bytes.holds(160.0 * WORK.rows)
    assert predict(replace(TASK, compressed=True), []).binlog_bytes.low < 20.0 * WORK.rows


def test_without_a_copy_there_is_hardly_any_binlog() -> None:
    """The statements alone, and none where the server writes no binlog."""
    native = replace(TASK, copies=False)
    assert predict(native, []).binlog_bytes.high < 1_000_000
    assert predict(replace(native, binlog=False), []).binlog_bytes == Span(0.0, 0.0)
    assert {each.part for each in predict(native, []).parts} == {Part.PREPARE, Part.INDEXES, Part.CUTOVER}


@given(st.integers(1, 10**9), st.lists(st.integers(1, 10**8), max_size=4), st.sampled_from(Grade))
def test_a_range_is_always_one(rows: int, runs: list[int], grade: Grade) -> None:
    """Whatever was measured: from low to high, never below nothing, and the parts are in the whole."""
    task = replace(TASK, work=replace(WORK, rows=rows))
    known = [Observation(grade, "run", run_of(each, 20_000)) for each in runs] if grade is not Grade.FACTS else []
    found = predict(task, known)
    for span in (found.seconds, found.disk_bytes, found.binlog_bytes, *(each.seconds for each in found.parts)):
        assert 0 <= span.low <= span.high
    assert found.seconds.high >= sum(each.seconds.high for each in found.parts) - 0.001
