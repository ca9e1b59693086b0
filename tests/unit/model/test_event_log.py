"""A run's record: what it keeps, what it passes on, and that it stays small."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import UTC, datetime

from onlinealter.model.event_log import FIRST, LATEST, LONGEST_TEXT, EventLog, Unwrapped
from onlinealter.model.events import (
    ChunkDone,
    ConflictSeen,
    CopyAdvanced,
    Envelope,
    Notice,
    ReplicaSeen,
    RunOpened,
    Sampled,
    StatementRan,
)
from onlinealter.model.series import MOST_SPANS, Series, Span

NOON = datetime(2026, 8, 9, 12, tzinfo=UTC)
OPENED = RunOpened("k7f2a9", "shop.orders", "MySQL 9.7.4", "preparing", resumed=False)
ADVANCED = CopyAdvanced(1, 2, 0.5, 1.0, 1.0, 10, 0.1, 1, 0)


@dataclass
class Heard:
    """Keeps what it is told."""

    envelopes: list[Envelope] = field(default_factory=list)

    def take(self, envelope: Envelope) -> None:
        self.envelopes.append(envelope)


def log() -> EventLog:
    return EventLog("db1:3306/shop", lambda: NOON)


def test_an_event_comes_with_its_run_its_shard_and_its_time() -> None:
    """Before a run is known it belongs to none."""
    events, heard = log(), Heard()
    events.listen(heard)
    for event in (Notice("before"), OPENED, Notice("after")):
        events.report(event)
    assert [each.run for each in heard.envelopes] == ["", "k7f2a9", "k7f2a9"]
    assert {(each.shard, each.at) for each in heard.envelopes} == {("db1:3306/shop", NOON)}
    assert events.lines[-1] == {
        "event": "notice", "at": "2026-08-09T12:00:00.000Z", "run": "k7f2a9", "shard": "db1:3306/shop", "text": "after",
    }  # fmt: skip


def test_chunks_and_samples_go_one_by_one_to_who_asks_for_all() -> None:
    """Others, the screen among them, would be flooded."""
    events, few, everything = log(), Heard(), Heard()
    events.listen(few)
    events.listen(everything, everything=True)
    for event in (ChunkDone("copy", 100, 0.1), Sampled("threads running", 7, 100), ADVANCED):
        events.report(event)
    assert [each.event for each in few.envelopes] == [ADVANCED]
    assert len(everything.envelopes) == 3


def test_a_reporter_gets_events_without_envelopes() -> None:
    """As they were reported."""

    @dataclass
    class Reporter:
        events: list[object] = field(default_factory=list)

        def report(self, event: object) -> None:
            self.events.append(event)

    events, reporter = log(), Reporter()
    events.listen(Unwrapped(reporter))
    events.report(OPENED)
    assert reporter.events == [OPENED]


def test_numbers_become_series() -> None:
    """They are no lines, and neither is what only says how far something is."""
    events = log()
    for event in (ChunkDone("copy", 100, 0.1), Sampled("threads running", 7, None), ADVANCED, ReplicaSeen("db2", 0.1)):
        events.report(event)
    assert not events.lines
    at = NOON.timestamp()
    assert {name: each.spans for name, each in events.series.items()} == {
        "copy seconds": (Span(at, 0.1, 0.1),), "copy rows": (Span(at, 100, 100),), "threads running": (Span(at, 7, 7),),
        "copy rows/s": (Span(at, 1.0, 1.0),),
    }  # fmt: skip


def test_the_record_is_bounded_and_tells_how_much_it_left_out() -> None:
    """Its beginning and its end are kept; so it goes for texts."""
    events = log()
    for number in range(FIRST + LATEST + 37):
        events.report(ConflictSeen(f"id={number}", 1406))
    events.report(StatementRan("alter the shadow", "x" * 1_000_000, 0.1))
    assert len(events.lines) == FIRST + LATEST + 1
    assert events.lines[FIRST] == {"event": "left-out", "count": 38}
    assert events.lines[0]["key"] == "id=0"
    assert events.lines[-2]["key"] == f"id={FIRST + LATEST + 36}"
    assert len(str(events.lines[-1]["sql"])) == LONGEST_TEXT


def test_a_million_samples_stay_few_and_keep_their_peaks() -> None:
    """Two neighbours become one, again and again; none is lost between."""
    series = Series()
    for number in range(1_000_000):
        series.see(float(number), 5.0 + 95.0 * (number == 123_456) - 5.0 * (number == 654_321))
    assert len(series.spans) <= MOST_SPANS
    assert sum(each.count for each in series.spans) == 1_000_000
    assert [each.at <= 123_456 < each.at + each.count for each in series.spans if each.highest == 100.0] == [True]
    assert [each.at <= 654_321 < each.at + each.count for each in series.spans if each.lowest == 0.0] == [True]


def test_an_earlier_record_comes_before_what_has_happened_since() -> None:
    """Lines, how many were left out, and series."""
    earlier, now = log(), log()
    for number in range(FIRST + LATEST + 5):
        earlier.report(Notice(str(number)))
    earlier.report(Sampled("threads running", 3, None))
    now.report(Notice("now"))
    now.report(Sampled("threads running", 4, None))
    now.take_up(json.loads(json.dumps(earlier.lines)), earlier.series, {"threads running": 5.0, "free disk": 1.0})
    assert now.lines[0]["text"] == "0"
    assert now.lines[FIRST] == {"event": "left-out", "count": 6}
    assert now.lines[-1]["text"] == "now"
    assert [each.highest for each in now.series["threads running"].spans] == [3, 4]
