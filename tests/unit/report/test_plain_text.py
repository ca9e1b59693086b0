"""Plain text is a log: few lines, each whole."""

from __future__ import annotations

import re
import threading
from io import StringIO

import pytest

from onlinealter.model import events
from onlinealter.model.errors import Blocked
from onlinealter.model.states import Phase
from onlinealter.report.plain_text import ErrorsOnly, PlainText
from tests.unit.report.event_samples import CLOSED, ONE_OF_EACH, OPENED, WARNING, StandingClock, copied, verified


class Log:
    """A plain text output with its stream and its clock at hand."""

    def __init__(self) -> None:
        self.stream = StringIO()
        self.clock = StandingClock()
        self.output = PlainText(self.stream, self.clock)

    def tell(self, *told: events.Event, seconds: float = 0.0) -> None:
        for event in told:
            self.output.report(event)
            self.clock.seconds += seconds

    @property
    def lines(self) -> list[str]:
        """Without date and zone, which each line with a time has."""
        whole = self.stream.getvalue().splitlines()
        assert all(line.startswith(("2026-08-09 ", "error ", "next ")) for line in whole)
        return [re.sub(r"^2026-08-09 (\d\d:\d\d:\d\d)\+00:00 ", r"\1 ", line) for line in whole]


@pytest.fixture
def log() -> Log:
    return Log()


def test_a_run_reads_as_a_story(log: Log) -> None:
    """The whole log of one event of each kind."""
    log.tell(*ONE_OF_EACH, seconds=1)
    log.output.close()
    assert log.lines == [
        "12:00:00 run k7f2a9 begins: shop.orders on db1:3306",
        "12:00:01 execute: begins",
        "12:00:02 execute: done in 1m 23s",
        "12:00:03 warning: disk-room: free space can't be seen -> Look for 21 GB.",
        "12:00:04 make the shadow (31 ms): CREATE TABLE `b` LIKE `a`",
        (
            "12:00:05 waiting for a lock: swap the names (attempt 2, again in 2.5 s), "
            "held by connection 48123 reporting@10.0.3.17 for 5m 12s"
        ),
        (
            "12:00:06 copy: 42.5 %, 1,234,567 of about 2,900,000 rows, 92,100 rows/s, ETA 1m 20s, "
            "chunks of 12,000 rows in 241 ms, 4 workers, 1 retry"
        ),
        "12:00:07 building 2 indexes: ix_a, ix_b",
        "12:00:09 paused: replica-lag 2.2 s > 1.0 s",
        "12:00:10 continues after a pause of 12 s",
        (
            "12:00:11 verify on db2:3306: 0.0 %, 1,000 of about 2,900,000 rows, 192,000 rows/s, ETA ?, "
            "0 differences, db2:3306 lag 0.4 s"
        ),
        "12:00:12 difference on db2:3306: row id=7 is changed",
        "12:00:13 row id=7 was copied again",
        "12:00:14 conflict: the new definition can't hold row id=8 (error 1406)",
        "12:00:15 swapped in 118 ms: shop.orders has the new definition; the other table is kept as shop._orders_old",
        "12:00:16 waiting for a connection to db1:3306 (for 4.0 s of at most 2m 00s): nobody answers",
        "12:00:17 connection copy worker 2 was lost and is replaced",
        "12:00:18 All is well.",
        "12:00:19 ended connection 48123 reporting@10.0.3.17: for more than 10 s in the way of 'swap the names'",
        (
            "12:00:20 search on db2:3306: 0.0 %, 2,000 of about 2,900,000 rows, 92,000 rows/s, ETA ?, "
            "3 rows that would be lost or refused, db2:3306 lag 0.4 s"
        ),
        "12:00:23 building: 42.0 %, alter table (merge sort), db2:3306 lag 0.4 s",
        "12:00:24 OK: shop.orders can be altered online (shadow: rows are copied; about 2,900,000 rows, 1.2 GB, 1 index "
        "built after the copy (ix_a), takes about 1.2 GB of disk until cleanup, 1 replica watched, 1 attached but not "
        "named); 1 warning above",
        (
            "12:00:25 estimate (C, from rehearsal of 100,000 rows): 18 s to 30 s in all (copy 15 s to 25 s, verify 3.0 s to "
            "5.0 s); disk 225 MB to 275 MB; binlog 144 MB to 176 MB; replicas may be 5.0 s behind; the rows were not counted"
        ),
        "12:00:26 run k7f2a9 is swapped after 1m 48s, 2,912,345 rows; next: online-alter cleanup orders.toml",
    ]


def test_a_long_run_is_told_of_once_or_twice_a_minute(log: Log) -> None:
    """The log of a night stays readable: twelve lines in the first minute, then one in thirty seconds, and after ten minutes
    one in a minute.
    """
    log.tell(*(copied(step / 2000) for step in range(1200)), seconds=1)
    assert len(log.lines) == 12 + 540 // 30 + 600 // 60


def test_progress_is_told_every_five_seconds_and_at_last(log: Log) -> None:
    """A hundred steps in twelve seconds make three lines and the last."""
    log.tell(*(copied(step / 100) for step in range(100)), seconds=0.12)
    log.tell(copied(1, rows=1_000_000))
    assert [line.split(",")[0] for line in log.lines] == [
        "12:00:00 copy: 0.0 %",
        "12:00:05 copy: 42.0 %",
        "12:00:10 copy: 84.0 %",
        "12:00:12 copy: 100 %",
    ]


def test_each_server_is_verified_at_its_own_pace(log: Log) -> None:
    """One server's line doesn't hold back another's."""
    log.tell(verified("db2", 0.1), verified("db3", 0.1), verified("db2", 0.2))
    assert [line[9:25] for line in log.lines] == ["verify on db2: 1", "verify on db3: 1"]


@pytest.mark.parametrize("ending", [events.PhaseEnded(Phase.EXECUTE, 9, "blocked"), CLOSED])
def test_the_progress_held_back_is_told_before_the_end(log: Log, ending: events.Event) -> None:
    """Where the work stopped is never left out."""
    log.tell(copied(0.1), copied(0.2), ending)
    assert [line[9:21] for line in log.lines[:2]] == ["copy: 10.0 %", "copy: 20.0 %"]


def test_the_progress_held_back_is_told_before_an_error(log: Log) -> None:
    """Also when no phase ended."""
    log.tell(copied(0.1), copied(0.2))
    log.output.error(Blocked("the lock did not come", remedy="Try again."))
    assert [line[:25] for line in log.lines[1:]] == [
        "12:00:00 copy: 20.0 %, 20",
        "error    the lock did not",
        "next     Try again.",
    ]


def test_each_line_has_date_time_and_zone(log: Log) -> None:
    """A night has two dates, and who reads isn't where the tool ran."""
    log.tell(events.Notice("All is well."))
    assert log.stream.getvalue() == "2026-08-09 12:00:00+00:00 All is well.\n"


def test_in_a_log_an_error_has_its_time_on_each_line() -> None:
    """What happened in the night is looked for by its time."""
    stream = StringIO()
    PlainText(stream, StandingClock(), is_log=True).error(Blocked("the lock did not come", remedy="Try again."))
    assert stream.getvalue().splitlines() == [
        "2026-08-09 12:00:00+00:00 error    the lock did not come [blocked]",
        "2026-08-09 12:00:00+00:00 next     Try again.",
    ]


def test_a_flapping_throttle_does_not_flood_the_log(log: Log) -> None:
    """A hundred pauses in ten seconds make at most two pairs of lines."""
    for _ in range(100):
        log.tell(events.Paused("load 9 > 8"), events.Unpaused(0.05), seconds=0.05)
    assert len(log.lines) == 4


def test_many_differing_rows_are_counted_beyond_the_first_twenty(log: Log) -> None:
    """The log names some and sums up the rest."""
    log.tell(*(events.DifferenceSeen("db2", f"id={row}", "changed") for row in range(1500)))
    log.tell(events.PhaseEnded(Phase.VERIFY, 9, "different"))
    assert len(log.lines) == 22
    assert log.lines[20:] == [
        "12:00:00 1,500 differences in all, 20 of them listed",
        "12:00:00 verify: failed after 9.0 s [different]",
    ]


def test_foreign_text_can_not_steer_the_terminal(log: Log) -> None:
    """A row's key with escape sequences and line breaks stays on its line, visible."""
    log.tell(events.ConflictSeen("\x1b[2Jid=1\r\n12:00:00 all is well\u202e", 1062))
    assert log.lines == [
        r"12:00:00 conflict: the new definition can't hold row \x1b[2Jid=1 12:00:00 all is well\u202e (error 1062)"
    ]


def test_threads_never_mix_their_lines(log: Log) -> None:
    """Eight threads write at once and each line begins with its time."""
    threads = [threading.Thread(target=lambda: log.tell(*ONE_OF_EACH * 50)) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert {line[:9] for line in log.lines} == {"12:00:00 "}
    assert sum("All is well" in line for line in log.lines) == 8 * 50


def test_quiet_says_nothing_but_errors() -> None:
    """The block alone."""
    stream = StringIO()
    output = ErrorsOnly(stream)
    output.report(OPENED)
    output.report(events.Found(WARNING))
    output.error(Blocked("the lock did not come", remedy="Try again."))
    output.close()
    assert stream.getvalue() == "error    the lock did not come [blocked]\nnext     Try again.\n"
