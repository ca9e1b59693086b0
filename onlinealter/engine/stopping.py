"""``online-alter stop``: the process at work on a run, on whatever machine, is asked to end where the run can go on."""

from __future__ import annotations

from onlinealter.engine.journal import Journal, RunRecord
from onlinealter.engine.ownership import is_owned
from onlinealter.model.errors import Blocked, WrongPhase
from onlinealter.mysql.waits import BackOff, Waits

_EVENLY = BackOff(0.3, 0.3)
_AGAIN = 10  # looks in a row at which nobody has the lock, though the process hasn't said that it ended: it may come back


def order_stop(journal: Journal, schema: str) -> RunRecord:
    """Ask for it; gives the run as it was then. Raises WrongPhase where no process attached."""
    record = journal.record()
    if record.owner_since is None or not _is_owned(journal, schema, record):
        raise WrongPhase(
            f"no process attached on run {record.id} of {schema}.{record.table_name}",
            remedy="There is nothing to stop; 'online-alter status' says what is next.",
        )
    journal.ask_to_stop()
    return record


def await_end(journal: Journal, schema: str, asked: RunRecord, waits: Waits, longest: float) -> None:
    """Wait until the process that was asked is at work no more. Raises Blocked after ``longest`` seconds."""
    who = f"process {asked.owner_process} on {asked.owner_host}"
    wait, free = waits.wait_for(f"{who} to stop", longest, _EVENLY), 0
    while True:
        now = journal.record()
        free = 0 if _is_owned(journal, schema, now) else free + 1
        if now.owner_since != asked.owner_since or free >= _AGAIN:
            wait.over()
            return
        if not wait.again(f"it is {now.state}" + (f", and waits: {now.waiting}" if now.waiting else "")):
            raise Blocked(
                f"{who} was asked to stop, and hasn't for {longest:.0f} s",
                remedy="It stops when what it does now has ended; 'online-alter status' says what that is. Where it hangs,"
                " end it there: a killed run continues, too.",
            )


def _is_owned(journal: Journal, schema: str, record: RunRecord) -> bool:
    return journal.ask(lambda c: is_owned(c, schema, record.table_name))
