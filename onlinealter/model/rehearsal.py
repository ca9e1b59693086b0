"""What a rehearsal found out."""

from dataclasses import dataclass
from enum import StrEnum

from onlinealter.model.findings import Finding
from onlinealter.model.measured import Measured
from onlinealter.model.plan import Notes
from onlinealter.model.query_plans import ExplainedQuery

FORMAT = 1
"""Of the record that is written with -o: another number where a reader of this one would misread it."""


class Verdict(StrEnum):
    """How a rehearsal ended."""

    PASSED = "passed"
    TEST_FAILED = "test-failed"
    LOAD_FAILED = "load-failed"
    FAULT_MISSED = "fault-missed"
    PLAN_WORSE = "plan-worse"
    THRESHOLD_CROSSED = "threshold-crossed"


@dataclass(frozen=True)
class Played:
    """A phase as it was played on a table; ``outcome`` is ``done`` or the reference of the error that ended it, ``began``
    the seconds between the rehearsal's begin and the phase's.
    """

    phase: str
    on: str
    seconds: float
    outcome: str
    rows: int = 0
    began: float = 0.0


@dataclass(frozen=True)
class ProgramRun:
    """One call of an operator's command: of the test's, at one moment of the rehearsal, or of the load's. A load that was
    ended by us has the exit code 0.
    """

    moment: str
    exit_code: int
    seconds: float
    output: str
    began: float = 0.0


@dataclass(frozen=True)
class MetError:
    """An error that the built-in load met. An ``expected`` one is explained by the statement itself: by values that a unique
    key has already, or that the definition in front does not hold.
    """

    number: int
    times: int
    expected: bool


@dataclass(frozen=True)
class PlayedKind:
    """Statements of one kind of a mix that was played: how many a second and how many rows of each were asked for, and how
    many came.
    """

    kind: str
    wanted_per_second: float
    per_second: float
    wanted_rows_each: float
    rows_each: float


@dataclass(frozen=True)
class LoadRun:
    """What a load of our own wrote, the built-in one or one like production's, which has a ``mix``. ``lost`` counts its own
    rows that were not there any more, ``longest_wait`` is that of one statement, and ``left_out`` says what it did not make,
    and why.
    """

    writers: int
    seconds: float
    inserts: int
    updates: int
    deletes: int
    longest_wait: float
    errors: tuple[MetError, ...]
    lost: int
    left_out: tuple[str, ...]
    selects: int = 0
    mix: tuple[PlayedKind, ...] = ()

    @property
    def name(self) -> str:
        """Which load it was, in words."""
        return "load like production's" if self.mix else "built-in load"

    @property
    def failed(self) -> bool:
        """Whether the application would have met what its own statements don't explain."""
        return self.lost > 0 or any(not error.expected for error in self.errors)


class FaultOutcome(StrEnum):
    """What became of a planted fault: ``overwritten`` where somebody wrote the row before the verification came to it."""

    FOUND = "found"
    MISSED = "missed"
    OVERWRITTEN = "overwritten"


@dataclass(frozen=True)
class Fault:
    """A fault planted into the shadow: what it is, in the row of which key, and in which column if it is one value."""

    kind: str
    key: str
    column: str
    outcome: FaultOutcome

    @property
    def missed(self) -> bool:
        """Whether the verification did not find it, although it was there."""
        return self.outcome is FaultOutcome.MISSED


@dataclass(frozen=True)
class Pause:
    """How often and for how long the work waited for one reason."""

    reason: str
    times: int
    seconds: float


@dataclass(frozen=True)
class Interval:
    """One pause of the work: the signal, the reason as the throttle said it, and when, in seconds since the rehearsal's
    begin.
    """

    signal: str
    reason: str
    began: float
    seconds: float


@dataclass(frozen=True)
class RanStatement:
    """A statement that changed the server; ``seconds`` includes its waiting for locks."""

    on: str
    phase: str
    purpose: str
    sql: str
    seconds: float


@dataclass(frozen=True)
class LockWait:
    """How often a kind of statement couldn't have its lock and was tried again, and who held that."""

    purpose: str
    repeated: int
    blockers: tuple[str, ...]


@dataclass(frozen=True)
class Difference:
    """A row that verification found differing, on which server, and how: missing, surplus or changed."""

    server: str
    key: str
    kind: str


@dataclass(frozen=True)
class Point:
    """Some samples of a number, one after the other, as one: when the first was taken, in seconds since the rehearsal's
    begin, and the lowest and the highest.
    """

    at: float
    lowest: float
    highest: float


@dataclass(frozen=True)
class Curve:
    """A number over time, and the limit that it is held against, if it has one."""

    name: str
    limit: float | None
    points: tuple[Point, ...]


@dataclass(frozen=True)
class Counter:
    """What the candidate has counted between the begin and the end, whoever made it do so."""

    name: str
    value: int


class ThresholdOutcome(StrEnum):
    """The result of a threshold; ``skipped`` if it doesn't apply to this rehearsal."""

    PASSED = "passed"
    CROSSED = "crossed"
    SKIPPED = "skipped"


@dataclass(frozen=True)
class Threshold:
    """A condition of --fail-if, as it was typed: the number it is about, in seconds if it is a time, that of the baseline,
    the limit that follows, and why it was skipped.
    """

    condition: str
    value: float | None
    baseline: float | None
    limit: float | None
    outcome: ThresholdOutcome
    reason: str = ""


@dataclass(frozen=True)
class Details:
    """What a page shows beside the result. All lists are bounded; ``left_out`` says of which ones entries are missing.

    ``hosts`` are the servers' names as they were given, so that they can be taken out of the record. ``machine`` is the same
    for rehearsals whose seconds can be compared: a digest of the server's host, version, buffer pool and durability.
    """

    began_at: str
    version: str
    alter: tuple[str, ...]
    definition: str
    strategy: str
    findings: tuple[Finding, ...]
    intervals: tuple[Interval, ...]
    statements: tuple[RanStatement, ...]
    lock_waits: tuple[LockWait, ...]
    differing: tuple[Difference, ...]
    curves: tuple[Curve, ...]
    hosts: tuple[str, ...]
    left_out: tuple[str, ...] = ()
    command: str = ""
    machine: str = ""
    about: Notes = Notes()


@dataclass(frozen=True)
class Rehearsed:
    """The result. ``load`` is that of a command, ``writes`` the built-in load. ``differences`` counts none of the planted
    ``faults``. ``rows_before`` and ``rows_after`` differ only by what others, or the tests, have written meanwhile.
    ``measured`` is what the run up to the first swap has measured, and ``rows_per_second`` how fast a sample was read.
    """

    verdict: Verdict
    table: str
    server: str
    seconds: float
    phases: tuple[Played, ...]
    longest_swap: float
    lock_attempts: int
    pauses: tuple[Pause, ...]
    differences: int
    tests: tuple[ProgramRun, ...]
    load: ProgramRun | None
    rows_before: int
    rows_after: int
    rows_unchanged: bool
    notes: tuple[str, ...] = ()
    details: Details | None = None
    writes: LoadRun | None = None
    faults: tuple[Fault, ...] = ()
    queries: tuple[ExplainedQuery, ...] = ()
    counters: tuple[Counter, ...] = ()
    thresholds: tuple[Threshold, ...] = ()
    measured: Measured | None = None
    rows_per_second: int = 0
