"""Everything that can go wrong by name, each with an exit code and what to do next."""

from __future__ import annotations

from collections.abc import Sequence
from traceback import format_exception
from typing import ClassVar

from onlinealter.model.exit_codes import ExitCode
from onlinealter.model.findings import Finding


class OnlineAlterError(Exception):
    """An expected failure: one clear message, and a remedy that says what to do next."""

    reference: ClassVar[str] = "online-alter"
    exit_code: ClassVar[ExitCode] = ExitCode.BUG

    def __init__(self, message: str, *, remedy: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.remedy = remedy


class UsageFault(OnlineAlterError):
    """The command line or the plan file is wrong; ``faults`` lists all of it."""

    reference = "usage"
    exit_code = ExitCode.USAGE

    def __init__(self, message: str, *, remedy: str = "", faults: Sequence[str] = ()) -> None:
        super().__init__(message, remedy=remedy)
        self.faults = tuple(faults)


class Unreachable(OnlineAlterError):
    """A server could not be reached, or refused the account; ``passing`` where waiting may help."""

    reference = "server-unreachable"
    exit_code = ExitCode.UNREACHABLE

    def __init__(self, message: str, *, remedy: str = "", passing: bool = False) -> None:
        super().__init__(message, remedy=remedy)
        self.passing = passing


class Refused(OnlineAlterError):
    """Checks refused the alteration; ``findings`` says why and what to do."""

    reference = "refused"
    exit_code = ExitCode.REFUSED

    def __init__(self, message: str, *, remedy: str = "", findings: Sequence[Finding] = ()) -> None:
        super().__init__(message, remedy=remedy)
        self.findings = tuple(findings)


class ConflictsFound(OnlineAlterError):
    """Rows exist that the new definition can't hold."""

    reference = "conflicts"
    exit_code = ExitCode.CONFLICT


class Different(OnlineAlterError):
    """Verification found rows that differ."""

    reference = "different"
    exit_code = ExitCode.DIFFERENT


class Blocked(OnlineAlterError):
    """Somebody else's lock, or a throttle, lasted longer than the plan's lock_timeout."""

    reference = "blocked"
    exit_code = ExitCode.BLOCKED


class BudgetUsedUp(OnlineAlterError):
    """What the plan allows in all has been used, or would be by the next chunks."""

    reference = "budget"
    exit_code = ExitCode.BUDGET


class NoRoom(Blocked):
    """The server has no room left; ``filling`` where the growing shadow met that, and stands in the application's way."""

    def __init__(self, message: str, *, remedy: str = "", filling: bool = False) -> None:
        super().__init__(message, remedy=remedy)
        self.filling = filling


class Owned(OnlineAlterError):
    """Another process is at work on this run."""

    reference = "owned"
    exit_code = ExitCode.OWNED


class Changed(OnlineAlterError):
    """The server or the table is no longer what the run began with."""

    reference = "changed"
    exit_code = ExitCode.CHANGED


class WrongPhase(OnlineAlterError):
    """The run isn't where this command needs it, or there is none."""

    reference = "wrong-phase"
    exit_code = ExitCode.WRONG_PHASE


class SomeFailed(OnlineAlterError):
    """Some shards of a fleet failed."""

    reference = "some-failed"
    exit_code = ExitCode.SOME_FAILED


class WorkerLost(OnlineAlterError):
    """Workers of a fleet were lost with a shard's task, again and again."""

    reference = "worker-lost"
    exit_code = ExitCode.UNREACHABLE


class Asks(OnlineAlterError):
    """The next wave needs an answer."""

    reference = "asks"
    exit_code = ExitCode.ASKS


class UnhealthyWave(OnlineAlterError):
    """A wave's health command said no after the swap."""

    reference = "unhealthy"
    exit_code = ExitCode.UNHEALTHY


class RehearsedTestFailed(OnlineAlterError):
    """A rehearsal's test command failed."""

    reference = "test-failed"
    exit_code = ExitCode.REHEARSAL


class RehearsedLoadFailed(OnlineAlterError):
    """A rehearsal's built-in load met what an application would not have met without the alteration."""

    reference = "load-failed"
    exit_code = ExitCode.REHEARSAL


class FaultMissed(OnlineAlterError):
    """The verification did not find a fault that a rehearsal had planted."""

    reference = "fault-missed"
    exit_code = ExitCode.REHEARSAL


class QueryPlanWorse(OnlineAlterError):
    """A statement of the application would lose its index, read many more rows, or fail with the new definition."""

    reference = "plan-worse"
    exit_code = ExitCode.REHEARSAL


class ThresholdCrossed(OnlineAlterError):
    """A rehearsal has crossed a threshold that its caller has set."""

    reference = "threshold-crossed"
    exit_code = ExitCode.REHEARSAL


class SandboxError(OnlineAlterError):
    """A private server could not be had or did not start."""

    reference = "sandbox"
    exit_code = ExitCode.SANDBOX


class Interrupted(OnlineAlterError):
    """Stopped on request at a chunk's end."""

    reference = "interrupted"
    exit_code = ExitCode.INTERRUPTED


class Unfinished(Interrupted):
    """Stopped at a chunk's end because the time that was given for it is over."""

    reference = "unfinished"
    exit_code = ExitCode.UNFINISHED


class ServerError(OnlineAlterError):
    """The server answered a statement with an error; told apart by ``number``, never by text."""

    reference = "server-error"
    exit_code = ExitCode.SERVER

    def __init__(self, number: int, text: str, *, statement: str = "") -> None:
        super().__init__(f"the server answered with error {number}: {text}", remedy=statement)
        self.number = number
        self.text = text


class ConnectionLost(OnlineAlterError):
    """The connection ended; whether the statement under way took effect is unknown."""

    reference = "connection-lost"
    exit_code = ExitCode.SERVER


def internal_fault(thread: str, error: BaseException) -> OnlineAlterError:
    """A thread beside the work ended by an error that nobody expected: without it the work isn't safe."""
    return OnlineAlterError(
        f"the thread '{thread}' ended by an unexpected error: {type(error).__name__}: {error}",
        remedy="This is a fault of online-alter itself. Please report it, with these lines:\n"
        + "".join(format_exception(error)).rstrip(),
    )
