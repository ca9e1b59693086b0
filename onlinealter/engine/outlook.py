"""What a swap will be like: facts for the question before it, looked up when it is asked."""

from __future__ import annotations

import time
from datetime import UTC, datetime

from onlinealter.engine import statements
from onlinealter.engine.direct import DIRECT
from onlinealter.engine.live import settings_of
from onlinealter.engine.owned_run import OwnedRun
from onlinealter.engine.query_looks import look_at_shadow
from onlinealter.model.errors import OnlineAlterError, ServerError
from onlinealter.model.events import Blocker
from onlinealter.model.findings import Severity
from onlinealter.model.outlook import ReplicaDelay, SwapOutlook
from onlinealter.model.plan import Rollback
from onlinealter.model.states import Phase
from onlinealter.model.window import Window
from onlinealter.mysql import error_numbers
from onlinealter.mysql.blockers import old_transactions
from onlinealter.mysql.connection import Account

_LONGEST_LOOK = 3.0  # seconds that a person waits for the question because of a replica
_BETWEEN_LOOKS = 0.02


def swap_outlook(run: OwnedRun, phase: Phase) -> SwapOutlook:
    """Look it up. Writes a marker into the journal, to see when it arrives on the replicas."""
    record, back = run.journal.record(), phase is Phase.ROLLBACK
    settings, direct = settings_of(run.target, record), record.method in DIRECT
    window = None if back else Window.parse(settings.cutover_window)
    return SwapOutlook(
        table=f"{run.target.schema}.{run.target.table}",
        back=back,
        statement="ALTER" if direct else "RENAME",
        longest_wait=settings.lock_wait,
        older=() if direct or back else _older_than_copy(run),
        replicas=tuple(_delay(run, replica) for replica in run.shard.replicas),
        rollback=back or settings.rollback is not Rollback.NONE,
        opens=window.opens_in(datetime.now(UTC)) if window else 0.0,
        queries=() if direct or back or run.target.queries is None else _worse_queries(run, phase),
    )


def _worse_queries(run: OwnedRun, phase: Phase) -> tuple[str, ...]:
    found = look_at_shadow(run.for_phase(phase))
    return tuple(finding.message for finding in found if finding.severity is not Severity.NOTE)


def _older_than_copy(run: OwnedRun) -> tuple[Blocker, ...] | None:
    since = run.journal.seconds_since_copy()
    try:
        return run.journal.ask(lambda c: old_transactions(c, run.shard.server, since))
    except ServerError as error:
        if error.number != error_numbers.SPECIFIC_ACCESS_DENIED:
            raise
        return None


def _delay(run: OwnedRun, replica: Account) -> ReplicaDelay:
    """A replica that can't be asked keeps nobody from being asked."""
    try:
        with run.shard.watch_replica(replica) as connection:
            marker, began = run.journal.set_marker(), time.monotonic()
            while True:
                arrived = int(connection.value(statements.read_marker(run.shard.schema), [run.journal.run]) or 0) >= marker
                seconds = time.monotonic() - began
                if arrived or seconds > _LONGEST_LOOK:
                    return ReplicaDelay(replica.address, seconds, reached=arrived)
                run.stop.sleep(_BETWEEN_LOOKS)
    except ServerError as error:
        return ReplicaDelay(replica.address, 0.0, reached=False, unknown=error.text)
    except OnlineAlterError as error:
        run.stop.check()
        return ReplicaDelay(replica.address, 0.0, reached=False, unknown=error.message)
