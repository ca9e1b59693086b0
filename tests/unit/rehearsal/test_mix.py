"""What a load plays that is like production's."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from itertools import islice, takewhile

import pytest

from onlinealter.model.traffic import IndexTraffic, Kind, Source, StatementTraffic, Traffic
from onlinealter.rehearsal.writes.load import work_like
from onlinealter.rehearsal.writes.mix import Mix, Share, mix_of
from onlinealter.rehearsal.writes.steps import Step, builtin_steps, mix_steps

_STATEMENTS = (
    StatementTraffic(Kind.SELECT, 1200, 20.0, 3.25, 4.0, 0.001),
    StatementTraffic(Kind.INSERT, 300, 5.0, 1.0),
    StatementTraffic(Kind.UPDATE, 60, 1.0, 0.5),
    StatementTraffic(Kind.DELETE, 0, 0.0),
)
_INDEXES = (IndexTraffic("by_name", 3000, 0.6), IndexTraffic("PRIMARY", 1000, 0.2), IndexTraffic("", 1000, 0.2))
TRAFFIC = Traffic("shop.customers", "MySQL 9.7.4", "", 60.0, Source.DIGESTS, False, _STATEMENTS, _INDEXES, 0, 0.0)
_SECONDS, _WRITERS = 200.0, 4


def _played(mix: Mix) -> list[Step]:
    """What all writers are to do within some time."""

    def within(steps: Iterator[Step]) -> Iterator[Step]:
        at = 0.0

        def in_time(step: Step) -> bool:
            nonlocal at
            at += step.after
            return at < _SECONDS

        return takewhile(in_time, steps)

    return [step for number in range(_WRITERS) for step in within(mix_steps(mix, number, _WRITERS, 50))]


def test_as_many_statements_come_as_were_measured() -> None:
    """Of each kind, whatever the time; with as many rows, by the same indexes, and the same ones each time."""
    mix = mix_of(TRAFFIC)
    steps = _played(mix)
    counted = Counter(step.kind for step in steps)
    assert counted[Kind.SELECT] == pytest.approx(20 * _SECONDS, rel=0.01)
    assert counted[Kind.INSERT] == pytest.approx(5 * _SECONDS, rel=0.02)
    assert counted[Kind.UPDATE] == pytest.approx(_SECONDS, rel=0.05)
    assert counted[Kind.DELETE] == 0
    reads = [step for step in steps if step.kind is Kind.SELECT]
    assert {step.rows for step in reads} == {3, 4}
    assert sum(step.rows for step in reads) / len(reads) == pytest.approx(3.25, rel=0.01)
    assert {step.rows for step in steps if step.kind is Kind.UPDATE} == {0, 1}
    by = Counter(step.index for step in reads)
    assert by["by_name"] / len(reads) == pytest.approx(0.6, abs=0.03)
    assert set(by) == {"by_name", "PRIMARY", ""}
    assert steps == _played(mix)


def test_a_factor_makes_it_denser() -> None:
    """And nothing else."""
    assert mix_of(TRAFFIC, 2.5).shares == (
        Share(Kind.SELECT, 50.0, 3.25), Share(Kind.INSERT, 12.5, 1.0), Share(Kind.UPDATE, 2.5, 0.5),
    )  # fmt: skip


def test_what_is_not_played_is_said() -> None:
    """Scans of the whole table, statements of very many rows; and whose the numbers are."""
    many = replace(_STATEMENTS[1], rows_each=5000.0)
    mix = mix_of(replace(TRAFFIC, statements=(many,), whole_server=True))
    assert mix.shares == (Share(Kind.INSERT, 5.0, 100.0),)
    said = "\n".join(mix.notes)
    for part in ("no more than 100 rows in a statement: insert had 5,000", "of the whole server", "20% of the rows"):
        assert part in said


def test_as_many_writers_as_the_rate_needs() -> None:
    """One for a few statements; never a crowd. Between phases nobody waits long for a rare one."""
    assert [work_like(Mix((Share(Kind.SELECT, rate, 1.0),))).writers for rate in (0.1, 30.0, 100.0, 9000.0)] == [1, 2, 4, 16]
    assert work_like(Mix((Share(Kind.SELECT, 0.1, 1.0),))).between == 0
    assert list(mix_steps(Mix(()), 0, 1, 50)) == []


def test_the_builtin_load_is_the_same_each_time() -> None:
    """Its choices don't depend on what comes of them."""
    steps = list(islice(builtin_steps(1, 50), 300))
    assert steps == list(islice(builtin_steps(1, 50), 300))
    assert {(step.kind, step.own) for step in steps} == {
        (Kind.INSERT, False), (Kind.UPDATE, False), (Kind.UPDATE, True), (Kind.DELETE, False),
    }  # fmt: skip
    assert {step.rows for step in steps} == {1}
