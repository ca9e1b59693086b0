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

    DONE = 0, "What was asked for is so, also when there was nothing left to do."
    BUG = 1, "A fault of the tool itself; a traceback is printed, please report it."
    USAGE = 2, "The command line or the plan file is wrong; every fault is listed. Nothing was changed."
    UNREACHABLE = 3, "A server could not be reached or refused the account. Nothing was changed."
    REFUSED = 4, "A check refused the alteration; each finding says what to do. Nothing was changed."
    CONFLICT = 5, "Rows exist that the new definition can't hold; their keys are listed. The table is as it was."
    DIFFERENT = 6, "Verification found rows that differ; the cutover is barred until a verification succeeds."
    BLOCKED = 7, "Gave up waiting for somebody else's lock or for a throttle; the same command goes on."
    OWNED = 8, "Another process is at work on this run; it is named."
    CHANGED = 9, "The server or the table is no longer what the run began with; the message says what changed."
    WRONG_PHASE = 10, "The run isn't where this command needs it, or there is none; the message names the next command."
    SERVER = 11, "The server reported an error that the tool has no better name for; the same command goes on."
    SANDBOX = 12, "A private server could not be had or did not start."
    BUDGET = 13, "A budget of the plan is used up, such as the binlog's; with a larger one the same command goes on."
    INTERRUPTED = 130, "Stopped by Ctrl-C or SIGTERM at a chunk's end; the same command goes on."
