"""What of the binlog's budget is used, and when it is used up."""

from __future__ import annotations

import time

import pytest

from onlinealter.model.errors import BudgetUsedUp
from onlinealter.mysql.server import Flavor, Server
from onlinealter.throttles.binlog import BinlogBudget, BinlogMeter, BinlogUse

_SERVER = Server(
    flavor=Flavor.MYSQL, version=(9, 7), identity="", address="db1:3306", server_id=1, read_only=False, binlog=True,
    binlog_format="ROW", autoinc_lock_mode=2, trusts_trigger_creators=True, snapshot_isolation=False,
    compresses_transactions=True,
)  # fmt: skip


def budget_of(
    use: BinlogUse, rows: int, *, in_all: float = 0.0, per_hour: float = 0.0, chunk_rows: int = 10
) -> tuple[BinlogBudget, list[int]]:
    """A budget in megabytes of which so much is used, for one worker, and what it is relieved by."""
    relieved: list[int] = []
    meter = BinlogMeter(_SERVER, use, rows, lambda: True, chunk_rows=chunk_rows)
    return BinlogBudget(meter, lambda: 1, lambda: in_all, lambda: per_hour, lambda: relieved.append(1)), relieved


def test_the_use_comes_back_from_the_journal_as_it_went() -> None:
    """Nothing is an empty text."""
    use = BinlogUse().and_written(1000, 4, 7).and_written(500, 2, 8)
    assert BinlogUse.from_json(use.as_json()) == use == BinlogUse(1500, 6, {7: 1000, 8: 500})
    assert BinlogUse.from_json("") == BinlogUse()
    assert BinlogUse().as_json() == ""


def test_rows_that_were_copied_unmeasured_count_like_the_others() -> None:
    """A killed process had no time to say what its last chunks wrote; the journal knows their rows."""
    assert BinlogUse(1500, 6).in_all(8) == 2000
    assert BinlogUse(1500, 6).in_all(0) == 1500
    assert BinlogUse().in_all(8) == 0


def test_an_hour_is_the_last_sixty_minutes() -> None:
    """Older ones are forgotten."""
    use = BinlogUse().and_written(1, 1, 100).and_written(2, 1, 159)
    assert use.of_last_hour(159) == 3
    assert use.of_last_hour(160) == 2
    assert use.and_written(4, 1, 160).minutes == {159: 2, 160: 4}


def test_the_run_stops_before_the_next_chunks_would_pass_the_budget() -> None:
    """Two chunks of a hundred thousand bytes are held back."""
    just, _ = budget_of(BinlogUse(800_000, 80), 80, in_all=1.0)
    assert just.reason() is None
    over, _ = budget_of(BinlogUse(810_000, 80), 80, in_all=1.0)
    with pytest.raises(BudgetUsedUp, match=r"0\.81 MB, with the next chunks 1\.01 MB > 1\.00 MB"):
        over.reason()


def test_an_hours_part_pauses() -> None:
    """Until enough minutes have gone by; where nothing was written in this hour a chunk may go, however large."""
    minute = int(time.time() // 60)
    used, _ = budget_of(BinlogUse(810_000, 80, {minute: 810_000}), 80, per_hour=1.0)
    assert used.reason() == "binlog of the last hour 0.81 MB, with the next chunks 1.01 MB > 1.00 MB"
    old, _ = budget_of(BinlogUse(810_000, 80, {minute - 70: 810_000}), 80, per_hour=0.1)
    assert old.reason() is None


def test_chunks_that_are_large_beside_the_budget_are_made_smaller() -> None:
    """So that little of it is held back."""
    large, relieved = budget_of(BinlogUse(100_000, 10), 10, in_all=1.0)
    large.reason()
    assert relieved
    small, relieved = budget_of(BinlogUse(100_000, 10), 10, in_all=100.0)
    small.reason()
    assert not relieved


def test_without_a_budget_nothing_is_said() -> None:
    """However much was written."""
    assert budget_of(BinlogUse(10**12, 10), 10)[0].reason() is None
