"""What the journal has of the runs of a table or a schema; their records stay when all else of them is gone."""

from __future__ import annotations

from datetime import UTC, datetime

from onlinealter.engine.journal import RunRecord, read_runs
from onlinealter.engine.preflight import plan_of
from onlinealter.engine.shard import connect_shard
from onlinealter.engine.target import Target
from onlinealter.model.history import PastRun
from onlinealter.model.measured import Measured, Part


def read_history(target: Target) -> tuple[PastRun, ...]:
    """The runs of the table, or of all tables of the schema when none is named, the newest first. Writes nothing."""
    shard = connect_shard(target)
    target = shard.spelled(target)
    with shard.open_primary() as connection:
        records = read_runs(connection, target.schema, target.table)
    return tuple(_past(record, target.schema, shard.primary.address) for record in reversed(records))


def read_measured(target: Target) -> tuple[tuple[str, Measured], ...]:
    """The runs that have made the target's very change of the table, with what they have measured. Writes nothing."""
    digest, shard = plan_of(target).change_digest, connect_shard(target)
    target = shard.spelled(target)
    with shard.open_primary() as connection:
        records = read_runs(connection, target.schema, target.table)
    return tuple(
        (each.id, each.measured)
        for each in records
        if each.plan.change_digest == digest and each.measured.of(Part.CUTOVER) is not None
    )


def _past(record: RunRecord, schema: str, server: str) -> PastRun:
    began = _in_utc(record.created_at)
    ended = _in_utc(record.updated_at) if record.state.ended else None
    damaged = f"the journal's row was changed: {'; '.join(record.damaged)}" if record.damaged else ""
    return PastRun(
        run=record.id,
        table=f"{schema}.{record.table_name}",
        server=server,
        plan_name=record.plan_name,
        change=_change(record),
        method=record.method,
        state=record.state.value,
        began=began,
        ended=ended,
        seconds=max(0.0, (ended - began).total_seconds()) if ended is not None else None,
        who=f"{record.owner_host} process {record.owner_process}" if record.owner_host else "",
        rows_copied=record.copied_rows,
        failure=damaged or record.failure,
        copied_at=_in_utc(record.copied_at) if record.copied_at is not None else None,
        verified_at=_in_utc(record.verified_at) if record.verified_at is not None else None,
        notes=record.plan.notes,
        begun_by=record.begun_by,
        measured=record.measured,
    )


def _change(record: RunRecord) -> tuple[str, ...]:
    plan = record.plan
    columns = tuple(f"{name} = {sql}" for name, sql in plan.columns.items())
    return (*plan.alter, *columns, *([f"where {plan.where}"] if plan.where else []))


def _in_utc(at: datetime) -> datetime:
    return at if at.tzinfo else at.replace(tzinfo=UTC)
