"""What is measured, in which order, and what a child process cost."""

from __future__ import annotations

import random
import sys

from onlinealter.demo.tally import Seen, Tally
from tests.benchmarks.application import seen_in, transaction
from tests.benchmarks.child import TIMED_OUT, run_child
from tests.benchmarks.contestants import COPY, NAMES, OURS
from tests.benchmarks.jobs import Job, Load, chosen, full, in_turn, order, quick
from tests.benchmarks.shapes import SHAPES


def test_repeats_are_the_outermost_loop() -> None:
    """An end in the middle leaves something of each; a table is filled once for all that is done to it in a row."""
    idle, loaded = Job("narrow", 10, Load.IDLE, (OURS,), 2), Job("narrow", 10, Load.FULL, (OURS,))
    other = Job("text", 10, Load.IDLE, (OURS,), 2)
    assert list(in_turn([idle, other, loaded])) == [(idle, 0), (loaded, 0), (other, 0), (idle, 1), (other, 1)]


def test_each_repeat_begins_with_another() -> None:
    """Nobody is always first."""
    assert [order(("a", "b", "c"), repeat)[0] for repeat in range(4)] == ["a", "b", "c", "a"]


def test_only_tables_that_the_application_knows_are_altered_under_it() -> None:
    """The others stay idle."""
    jobs = chosen(["random-1", "narrow"], [10], [Load.IDLE, Load.FULL], [OURS, COPY], 1)
    assert {(job.shape, job.load) for job in jobs} == {
        ("random-1", Load.IDLE),
        ("random-1", Load.FULL),
        ("narrow", Load.IDLE),
    }


def test_ours_is_measured_with_other_settings_too() -> None:
    """In turn with the others, each repeat."""
    jobs = chosen(["narrow"], [10], [Load.IDLE], [OURS, COPY], 2, ["workers=1", "workers=2"])
    assert [(job.settings, job.contestants, repeat) for job, repeat in in_turn(jobs)][:3] == [
        ("", (OURS, COPY), 0), ("workers=1", (OURS,), 0), ("workers=2", (OURS,), 0),
    ]  # fmt: skip


def test_the_suites_know_their_shapes() -> None:
    """And alter under the application only what it can work on."""
    for job in (*quick(NAMES), *full(NAMES)):
        assert job.load is Load.IDLE or SHAPES[job.shape].written
        assert job.made_rows <= job.rows


def test_a_shape_is_filled_with_as_many_rows_as_asked_for() -> None:
    """The last part is shorter."""
    limits = [statement.rpartition("n <= ")[2].removesuffix(" ORDER BY n") for statement in SHAPES["narrow"].fill(120_000)]
    assert limits == ["50000", "100000", "120000"]


def test_lost_work_is_what_would_have_been_done() -> None:
    """The rate before, for as long as the alteration took, less what was done; whole seconds count."""
    tally = Tally()
    tally.seconds = {second: Seen(transactions=100) for second in range(10, 20)}
    tally.seconds |= {21: Seen(transactions=30, errors={1213: 2})}
    seen = seen_in(tally, since=9.5, altered=20.2, until=21.7)
    assert (seen.before.rate, seen.during.rate) == (100.0, 15.0)
    assert seen.during.errors == {"1213": 2}
    assert seen.lost == 170.0
    assert seen.course[seen.altered_from :] == (0, 30)


def test_a_transaction_takes_its_rows_in_ascending_order() -> None:
    """Two of them can't wait for each other."""
    chance = random.Random(1)
    for _ in range(200):
        keys = [int(each.rpartition("id = ")[2]) for each in transaction(chance, 1000) if " WHERE id = " in each]
        assert keys == sorted(keys)


def test_a_childs_memory_is_its_own() -> None:
    """What the parent has doesn't count, and what the child once had does."""
    held = bytearray(200 * 1024**2)
    ended = run_child(
        [sys.executable, "-c", "import time; x = bytearray(60 * 1024**2); del x; time.sleep(0.5); print('over')"], {}
    )
    del held
    assert ended.said == "over\n"
    assert 60 * 1024 < ended.peak_kib < 150 * 1024


def test_a_child_is_ended_after_its_time() -> None:
    """And its status says so."""
    ended = run_child([sys.executable, "-c", "import time; time.sleep(600)"], {}, limit=0.2)
    assert ended.status == TIMED_OUT
    assert ended.seconds < 60
