"""What can be told of a run without touching it."""

from __future__ import annotations

from collections.abc import Sequence

from onlinealter.engine import statements
from onlinealter.engine.conflict_store import count_conflicts, read_conflicts
from onlinealter.engine.copied_rollback import following_back, taken_back, taken_back_by, taker_back_of
from onlinealter.engine.journal import RunRecord
from onlinealter.engine.live import written_changes
from onlinealter.engine.ownership import is_owned
from onlinealter.engine.shard import Shard
from onlinealter.engine.standing import following_of, standing_of
from onlinealter.model.errors import OnlineAlterError
from onlinealter.model.states import State
from onlinealter.model.status import RunStatus
from onlinealter.mysql.backup_locks.holders import backup_lock
from onlinealter.mysql.connection import Connection
from onlinealter.planning.resolved_plan import map_columns
from onlinealter.swapping.which_table import Side, which_side
from onlinealter.tables.copy_key import CopyKey
from onlinealter.tables.facts import existing_tables, read_table
from onlinealter.tables.key_choice import choose_key
from onlinealter.tables.names import Names
from onlinealter.throttles.binlog import BinlogUse

_SHOWN = 10
_LONGEST_KEY = 80  # characters
_AFTER_SWAP = frozenset({State.SWAPPED, State.ROLLING_BACK, State.CLEANING})


def _waiting(connection: Connection, record: RunRecord) -> str:
    """What the process at work waits for. While a backup keeps all from writing, the journal can't be told of it."""
    return backup_lock(connection, of_writes=True) or record.waiting


def status_of(connection: Connection, shard: Shard, record: RunRecord, others: Sequence[RunRecord] = ()) -> RunStatus:
    """A run's status, from its journal. ``others`` are the table's runs, one of which may be the rollback of another."""
    names = Names(record.id, record.table_name)
    back = record.state in _AFTER_SWAP
    conflicts = count_conflicts(connection, shard.schema, record.id, back=back)
    copied = connection.value(statements.sum_copied(shard.schema), [record.id])
    owned = record.owner_since is not None and is_owned(connection, shard.schema, record.table_name)
    there = existing_tables(connection, shard.schema, (names.shadow, names.retired))
    following = _following(connection, shard, record, others)
    return RunStatus(
        run=record.id,
        table=f"{shard.schema}.{record.table_name}",
        server=str(shard.server),
        state=record.state.value,
        plan_name=record.plan_name,
        created_at=record.created_at,
        updated_at=record.updated_at,
        owner=f"{record.owner_host} process {record.owner_process}" if owned else "",
        rows_copied=max(int(copied or 0), record.copied_rows),
        estimated_rows=record.estimated_rows,
        conflicts=conflicts,
        verification=record.verification,
        pause_requested=record.pause_requested,
        shadow=names.shadow if names.shadow in there else "",
        retired=names.retired if names.retired in there else "",
        failure=f"the journal's row was changed: {'; '.join(record.damaged)}" if record.damaged else record.failure,
        following=f"online-alter {following}" if following else "",
        waiting=_waiting(connection, record) if owned else "",
        changed_settings=written_changes(record.changes),
        binlog_bytes=BinlogUse.from_json(record.binlog_use).in_all(int(copied or 0)),
        conflict_keys=_conflict_keys(connection, shard.schema, record, back=back) if conflicts else (),
        change=record.plan.change_digest,
        owner_since=record.owner_since if owned else None,
        copied_at=record.copied_at,
        verified_at=record.verified_at,
        notes=record.plan.notes,
        begun_by=record.begun_by,
        takes_back=taken_back(record.plan.name),
    )


def _following(connection: Connection, shard: Shard, record: RunRecord, others: Sequence[RunRecord]) -> str:
    """What to call next, which is about the run that takes back where there are two."""
    if len(others) > 1:
        taker = record if taken_back_by(others, record) else taker_back_of(others, record)
        if taker is not None:
            return following_back(standing_of(connection, shard.schema, taker))
    return following_of(connection, shard.schema, record)


def _conflict_keys(connection: Connection, schema: str, record: RunRecord, *, back: bool) -> tuple[str, ...]:
    """The first of them as a person reads them; as the journal has them where the tables can't be asked any more."""
    key = _key(connection, schema, record)
    found = []
    for _, text, error, _ in read_conflicts(connection, schema, record.id, back=back, most=_SHOWN):
        values = tuple(str(text).split(","))
        shown = key.readable(values) if key is not None and key.holds(values) else str(text)[:_LONGEST_KEY]
        found.append(f"{shown} (error {error})")
    return tuple(sorted(found))


def _key(connection: Connection, schema: str, record: RunRecord) -> CopyKey | None:
    names = Names(record.id, record.table_name)
    try:
        new_in_front = which_side(connection, schema, names) is Side.NEW
        original = read_table(connection, schema, names.retired if new_in_front else names.original)
        shadow = read_table(connection, schema, names.original if new_in_front else names.shadow)
        forward, _ = map_columns(record.plan, original, shadow)
        return choose_key(original, shadow, forward)
    except OnlineAlterError:
        return None
