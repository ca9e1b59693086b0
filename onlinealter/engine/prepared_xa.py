"""Waiting for XA transactions that were prepared and left, before triggers count and before names are exchanged."""

from __future__ import annotations

from onlinealter.engine.phase_context import PhaseContext
from onlinealter.engine.sight import may_not_look
from onlinealter.model.errors import Blocked, ServerError
from onlinealter.model.events import Notice
from onlinealter.mysql import error_numbers
from onlinealter.mysql.advice.account import grant_to_own
from onlinealter.mysql.prepared_xa import Prepared, prepared_transactions
from onlinealter.mysql.waits import BackOff

# Seconds; MariaDB shows an old list of transactions to who asks again within a tenth of a second.
_EVENLY = BackOff(0.25, 0.25)
_UNREADABLE = 10.0  # seconds in which the list of transactions can't be read


def wait_for_prepared_xa(run: PhaseContext) -> None:
    """Wait for those that are there now; one that comes later has found the triggers. Raises Blocked after a bound, and
    Refused where the account may not look.
    """
    longest = run.resolved.plan.settings.old_transaction_timeout
    wait = run.shard.waits.wait_for("the end of prepared XA transactions", longest, _EVENLY)
    found = _look(run)
    left = found.transactions
    if left:
        run.reporter.report(Notice(f"waiting for the end of prepared XA transactions: {_named(found, left)}"))
    while left:
        if not wait.again(_named(found, left)):
            raise _blocked(run, found, left, longest)
        found = _look(run)
        left &= found.transactions
    wait.over()


def _look(run: PhaseContext) -> Prepared:
    names = run.resolved.names
    tables = (names.original, names.shadow, names.retired)
    wait = run.shard.waits.wait_for("the list of prepared XA transactions", _UNREADABLE, _EVENLY)
    while True:
        try:
            return run.journal.ask(lambda c: prepared_transactions(c, run.shard.server, run.resolved.schema, tables))
        except ServerError as error:
            if error.number == error_numbers.SPECIFIC_ACCESS_DENIED:
                raise run.journal.ask(may_not_look) from error
            if error.number != error_numbers.TRANSACTIONS_UNREADABLE or not wait.again(error.text):
                raise


def _named(found: Prepared, left: frozenset[int]) -> str:
    return ", ".join(found.xids) or ", ".join(f"InnoDB transaction {number}" for number in sorted(left))


def _blocked(run: PhaseContext, found: Prepared, left: frozenset[int], longest: float) -> Blocked:
    name = f"{run.resolved.schema}.{run.resolved.names.original}"
    if not found.xids:
        grant = run.journal.ask(lambda c: grant_to_own(c, "XA_RECOVER_ADMIN"))
        remedy = f"XA RECOVER CONVERT XID lists them for an account that may see them: {grant}"
    else:
        remedy = " or ".join(f"XA COMMIT {xid}; (or XA ROLLBACK {xid};)" for xid in found.xids)
    return Blocked(
        f"prepared XA transactions whose clients are gone may have written to {name}, and were still open after"
        f" {longest:.0f} s: {_named(found, left)}",
        remedy=f"End them: {remedy} Then run the same command again.",
    )
