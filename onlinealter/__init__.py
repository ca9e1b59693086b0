"""Change the definition of a big, busy MySQL or MariaDB table while the applications keep using it.

`import onlinealter as oa` is the Python interface (docs/python.md): what `__all__` names, and nothing else. It is loaded
when a name is first asked for, so that the command line starts quickly.
"""

# ruff: noqa: F405 - the names are the star's below

__version__ = "0.1.0"

TYPE_CHECKING = False
if TYPE_CHECKING:
    from onlinealter.library import *  # noqa: F403 - its __all__ is the same as this one

__all__ = [
    "Alike",
    "Asked",
    "Asks",
    "Blocked",
    "Blocker",
    "BlockerKilled",
    "BudgetUsedUp",
    "Changed",
    "Checked",
    "ConflictSeen",
    "ConflictsFound",
    "ConnectionLost",
    "CopyAdvanced",
    "DifferenceSeen",
    "Different",
    "Estimated",
    "Event",
    "ExitCode",
    "Finding",
    "Fleet",
    "FleetChecked",
    "FleetStatus",
    "Found",
    "IndexBuildAdvanced",
    "IndexesBuilding",
    "Interrupted",
    "NoRoom",
    "Notice",
    "OnlineAlterError",
    "Owned",
    "Paused",
    "Phase",
    "PhaseBegan",
    "PhaseEnded",
    "Plan",
    "PlannedPhase",
    "Reconnected",
    "Refused",
    "Rehearsed",
    "ReplicaSeen",
    "RowRepaired",
    "RunClosed",
    "RunOpened",
    "RunStatus",
    "SearchAdvanced",
    "ServerError",
    "Severity",
    "ShardRow",
    "SharedFinding",
    "SomeFailed",
    "Standing",
    "State",
    "StatementRan",
    "StopFlag",
    "Swapped",
    "Target",
    "UnhealthyWave",
    "Unpaused",
    "Unreachable",
    "UsageFault",
    "Verdict",
    "VerifyAdvanced",
    "Waiting",
    "WaitingForLock",
    "WorkerLost",
    "WrongPhase",
    "abort",
    "check",
    "cleanup",
    "cutover",
    "dry_run",
    "pause",
    "plan",
    "resume",
    "rollback",
    "run",
    "status",
    "verify",
]


if not TYPE_CHECKING:  # or every name would be there for a type checker

    def __getattr__(name: str) -> object:
        if name not in __all__:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        from onlinealter import library

        return getattr(library, name)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
