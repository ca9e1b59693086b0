"""What the command's exit codes mean; docs/exit-codes.md is made from this file."""

from enum import IntEnum


class ExitCode(IntEnum):
    """A stable exit code; ``sentence`` is what the documentation says of it."""

    sentence: str

    def __new__(cls, value: int, sentence: str) -> "ExitCode":
        """Keep the sentence beside the number."""
        member = int.__new__(cls, value)
        member._value_ = value
        member.sentence = sentence
        return member

    DONE = 0, "Done, or there was nothing left to do."
    BUG = 1, "A fault of the tool itself; a traceback is printed, please report it."
    USAGE = 2, "The command line or the plan file is wrong; every fault is listed. Nothing was changed."
    UNREACHABLE = (
        3,
        "A server or a worker could not be reached, refused the account, or its certificate isn't trusted. A run that was"
        " under way stays where it was; the same command continues it.",
    )
    REFUSED = 4, "A check refused the alteration; each finding says what to do. Nothing was changed."
    CONFLICT = (
        5,
        "Rows don't fit the new definition (in a rollback: the old one), or lack their parents; their keys are listed. Fix"
        " them and run the same command again.",
    )
    DIFFERENT = 6, "Verification found rows that differ; cutover is refused until a verification succeeds."
    BLOCKED = 7, "Gave up waiting for somebody else's lock or for a throttle; the same command continues."
    OWNED = 8, "Another process is at work on this run; it is named."
    CHANGED = 9, "The server or the table is no longer what the run began with; the message says what changed."
    WRONG_PHASE = 10, "The run isn't where this command needs it, or there is none; the message names the next command."
    SERVER = 11, "Unexpected server error; rerun the same command to continue."
    SANDBOX = 12, "A private server could not be downloaded or did not start."
    BUDGET = 13, "A budget of the plan is used up, such as the binlog's; with a larger one the same command continues."
    UNFINISHED = 14, "The time that `--for` gives was over before the work was. Run the same command again: it continues."
    SOME_FAILED = (
        15,
        "Some shards failed, each for its own reason; the table of shards names them. Run the same command again.",
    )
    ASKS = 16, "A wave is over and the next one waits for an answer: run the same command with --answer go or --answer stop."
    UNHEALTHY = (
        17,
        "A wave was unhealthy after its swap: the rollout stopped, and was rolled back if the shards file says so.",
    )
    REHEARSAL = (
        18,
        "A rehearsal failed by its test command, its built-in load, a planted fault, a query plan or a threshold; the"
        " message says which, and the candidate is as it was.",
    )
    PENDING = 19, "`pending` found plans that haven't run, or haven't run to their end; they are listed."
    INTERRUPTED = (
        130,
        "Stopped by Ctrl-C, SIGTERM, SIGHUP or `online-alter stop`. Rerun the same command to resume.",
    )
