"""The runs' status as text and as JSON."""

from __future__ import annotations

import json
from dataclasses import replace

from onlinealter.model.events import ReplicaSeen
from onlinealter.model.plan import Notes
from onlinealter.model.status import RunActivity, RunStatus
from onlinealter.report.status_view import as_json, as_text
from tests.unit.report.event_samples import BLOCKER, NOON

RUN = RunStatus(
    run="k7f2a9",
    table="shop.orders",
    server="db1:3306",
    state="copying",
    plan_name="wider-amount",
    created_at=NOON,
    updated_at=NOON,
    owner="alter@ops1 pid 4711",
    rows_copied=1_234_567,
    estimated_rows=2_900_000,
    conflicts=0,
    verification="",
    pause_requested=False,
    shadow="_orders_oa_k7f2a9",
    retired="",
    failure="",
    following="online-alter verify orders.toml",
)


def test_one_run_is_shown_in_full() -> None:
    """Compared whole; what is empty is left out."""
    assert as_text([RUN]) == (
        "table      shop.orders on db1:3306\n"
        "run        k7f2a9 of plan wider-amount\n"
        "state      copying\n"
        "copied     42.5 %, 1,234,567 of about 2,900,000 rows\n"
        "shadow     _orders_oa_k7f2a9\n"
        "started    2026-08-09 12:00:00 UTC\n"
        "last seen  2026-08-09 12:00:00 UTC\n"
        "owner      alter@ops1 pid 4711\n"
        "next       online-alter verify orders.toml"
    )


def test_what_a_run_waits_for_and_was_told_meanwhile_is_shown() -> None:
    """Only where there is something to show."""
    changed = replace(RUN, waiting="lag of db2 7.0 s > 5.0 s", changed_settings=("chunk_time=0.2",), binlog_bytes=42_300_000)
    shown = as_text([changed])
    assert "\nwaits      lag of db2 7.0 s > 5.0 s\n" in shown
    assert "\nsettings   chunk_time=0.2\n" in shown
    assert "\nbinlog     42.3 MB written by the copy\n" in shown
    assert f"{RUN.server} {RUN.run} waits: lag of db2 7.0 s > 5.0 s" in as_text([changed, RUN])


def test_what_the_plan_says_of_itself_is_shown_as_foreign_text() -> None:
    """And who began the run."""
    noted = replace(RUN, notes=Notes("Room for\n\x1b[2Jnames", "Anna", "SHOP-17"), begun_by="anna@ops1")
    lines = [" ".join(line.split()) for line in as_text([noted]).splitlines()]
    assert lines[2:5] == [r"description Room for \x1b[2Jnames", "plan owner Anna", "ticket SHOP-17"]
    assert "begun by anna@ops1" in lines
    [found] = json.loads(as_json([noted]))
    assert found["notes"] == {"description": "Room for\n\x1b[2Jnames", "owner": "Anna", "ticket": "SHOP-17"}
    assert found["begun_by"] == "anna@ops1"


def test_several_runs_are_rows_of_a_table() -> None:
    """With each failure below, and each command once for the runs that need it."""
    runs = [
        RUN,
        replace(RUN, run="k7f2b0", server="db2:3306", state="copied", owner="", verification="passed"),
        replace(RUN, run="k7f2c1", server="db10:3306", pause_requested=True, failure="lock wait", following=""),
    ]
    assert as_text(runs) == (
        "SERVER     TABLE        RUN     STATE            COPIED  VERIFICATION  OWNER\n"
        "db1:3306   shop.orders  k7f2a9  copying          42.5 %                alter@ops1 pid 4711\n"
        "db2:3306   shop.orders  k7f2b0  copied            100 %  passed        -\n"
        "db10:3306  shop.orders  k7f2c1  copying, failed  42.5 %                alter@ops1 pid 4711\n"
        "db10:3306 k7f2c1: lock wait\n"
        "next for 2 runs: online-alter verify orders.toml"
    )


def test_more_rows_than_estimated_are_not_the_whole() -> None:
    """Only the state says that the copy has ended."""
    assert "copied     99.9 %" in as_text([replace(RUN, rows_copied=3_000_000)])
    assert "copied     100 %" in as_text([replace(RUN, state="swapped", rows_copied=2_800_000)])


def test_no_run_is_said_so() -> None:
    """An empty table would leave doubt."""
    assert as_text([]) == "no run"
    assert json.loads(as_json([])) == []


def test_json_holds_every_field_with_times_in_utc() -> None:
    """Numbers stay numbers."""
    (parsed,) = json.loads(as_json([RUN]))
    assert (parsed["rows_copied"], parsed["pause_requested"]) == (1_234_567, False)
    assert parsed["created_at"] == "2026-08-09T12:00:00.123Z"
    assert set(parsed) == {*RunStatus.__dataclass_fields__, "activity"}


def test_what_a_run_does_just_now_is_shown() -> None:
    """Speed, time left, lag and who holds the lock; nothing for a run without a process."""
    doing = RunActivity(
        RUN.run, 27_912.0, 59.7, 0.088, (ReplicaSeen("db2:3306", 0.44), ReplicaSeen("db3", None)), (BLOCKER,)
    )
    shown = as_text([RUN], {RUN.run: doing})
    assert "\nspeed      27,900 rows/s, ETA 59 s, chunks of 88 ms\n" in shown
    assert "\nlag        db2:3306 0.4 s, db3 unknown\n" in shown
    assert "\nheld by    connection 48123 reporting@10.0.3.17 for 5m 12s\n" in shown
    other = replace(RUN, run="w9qdxy89")
    assert f"{RUN.server} {RUN.run} speed: 27,900 rows/s" in as_text([RUN, other], {RUN.run: doing})
    first, second = json.loads(as_json([RUN, other], {RUN.run: doing}))
    assert first["activity"]["rows_per_second"] == 27_912.0
    assert second["activity"] is None
