"""What can be told of a run without touching it."""

from __future__ import annotations

from onlinealter.engine import statements
from onlinealter.engine.journal import RunRecord
from onlinealter.engine.live import written_changes
from onlinealter.engine.shard import Shard
from onlinealter.engine.transitions import FOLLOWING
from onlinealter.model.states import State
from onlinealter.model.status import RunStatus
from onlinealter.mysql.connection import Connection
from onlinealter.tables.names import Names
from onlinealter.throttles.binlog import BinlogUse

_AFTER_SWAP = frozenset({State.SWAPPED, State.ROLLING_BACK, State.CLEANING})


def status_of(connection: Connection, shard: Shard, record: RunRecord) -> RunStatus:
    """A run's status, from its journal."""
    names = Names(record.id, record.table_name)
    back = int(record.state in _AFTER_SWAP)
    conflicts = connection.value(statements.count_conflicts(shard.schema), [record.id, back])
    copied = connection.value(statements.sum_copied(shard.schema), [record.id])
    owner = f"{record.owner_host} process {record.owner_process}" if record.owner_host else ""
    following = FOLLOWING[record.state]
    return RunStatus(
        run=record.id,
        table=f"{shard.schema}.{record.table_name}",
        server=str(shard.server),
        state=record.state.value,
        plan_name=record.plan_name,
        created_at=record.created_at,
        updated_at=record.updated_at,
        owner=owner,
        rows_copied=max(int(copied or 0), record.copied_rows),
        estimated_rows=record.estimated_rows,
        conflicts=int(conflicts or 0),
        verification=record.verification,
        pause_requested=record.pause_requested,
        shadow=names.shadow,
        retired=names.retired,
        failure=record.failure,
        following=f"online-alter {following}" if following else "",
        waiting=record.waiting,
        changed_settings=written_changes(record.changes),
        binlog_bytes=BinlogUse.from_json(record.binlog_use).in_all(int(copied or 0)),
    )
