"""What a run is expected to take on this server, from its table and from runs that were measured. Writes nothing."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

import onlinealter
from onlinealter.engine.journal import read_runs
from onlinealter.engine.preflight import Preflight
from onlinealter.engine.shard import Shard
from onlinealter.estimates.reading import count_rows, read_sample, size_of
from onlinealter.estimates.sizes import Sample, row_bytes
from onlinealter.estimates.times import Known, Task, observed, predict
from onlinealter.model.errors import ServerError
from onlinealter.model.estimate import Decisions, Estimate, Grade, MachineFacts, TableSize, WorkAmount
from onlinealter.model.event_values import timestamp
from onlinealter.model.events import Checked, Estimated, Event, Notice
from onlinealter.model.measured import Part, Span
from onlinealter.mysql.connection import Connection
from onlinealter.planning.resolved_plan import ResolvedPlan
from onlinealter.planning.strategies import Way
from onlinealter.tables.activity import buffer_pool_bytes, machine_of


def estimated(
    connection: Connection, shard: Shard, found: Preflight, checked: Checked, known: Sequence[Known]
) -> Event | None:
    """The estimate as an event, or why there is none; None where nothing is to do. ``checked`` has the decisions; ``known``
    are runs elsewhere, beside this server's own.
    """
    if found.resolved is None or not checked.strategy:
        return None
    try:
        return Estimated(_estimate(connection, shard, found.resolved, checked, known))
    except ServerError as error:
        return Notice(f"no estimate: the server refuses a look at the table: {error.message}")


def _estimate(
    connection: Connection, shard: Shard, resolved: ResolvedPlan, checked: Checked, known: Sequence[Known]
) -> Estimate:
    server, size, sample = _look(connection, shard, resolved)
    way, deferred = Way(checked.strategy), checked.deferred_indexes
    work = _work(resolved, way, deferred, sample, size.rows)
    indexes = len(deferred) if way is Way.SHADOW else len(_new_indexes(resolved)) if way is Way.NATIVE else 0
    compressed = shard.server.compresses_transactions and resolved.plan.settings.compress_binlog
    task = Task(
        work, size.counted, size.table_bytes, server.pool_bytes, way is Way.SHADOW, server.binlog, compressed, indexes
    )
    runs = [each for each in (*_own(connection, shard, resolved), *known) if _fits(each, way)]
    found = predict(task, [observed(each, server) for each in runs])
    building = next((each.seconds for each in found.parts if each.part is Part.INDEXES), Span(0.0, 0.0))
    lag = Span(0.0, max(building.high, resolved.plan.settings.max_lag)) if shard.replica_count else None
    return Estimate(
        plan_digest=resolved.plan.change_digest,
        made_by=f"online-alter {onlinealter.__version__}",
        at=timestamp(datetime.now(UTC)),
        server=server,
        table=size,
        choices=Decisions(way.value, deferred),
        work=work,
        grade=found.grade,
        source=found.source,
        parts=found.parts,
        seconds=found.seconds,
        disk_bytes=found.disk_bytes,
        binlog_bytes=found.binlog_bytes,
        replicas=checked.replicas,
        unwatched=checked.unwatched,
        lag=lag,
        notes=found.notes,
    )


def _look(connection: Connection, shard: Shard, resolved: ResolvedPlan) -> tuple[MachineFacts, TableSize, Sample]:
    original, version = resolved.original, ".".join(map(str, shard.server.version))
    becomes = {each.source.name: each.target for each in resolved.forward.columns if each.source}
    sample = read_sample(connection, original, resolved.key.original_index, becomes)
    rows, counted = count_rows(connection, shard.server, shard.schema, original.name)
    server = MachineFacts(
        f"{shard.server.flavor} {version}",
        machine_of(connection),
        buffer_pool_bytes(connection),
        shard.server.binlog,
        round(sample.rows_per_second),
    )
    return server, TableSize(rows, counted, size_of(connection, shard.server, shard.schema, original.name)), sample


def _work(resolved: ResolvedPlan, way: Way, deferred: Sequence[str], sample: Sample, rows: int) -> WorkAmount:
    sources = {each.target.name: each.source.name for each in resolved.forward.columns if each.source}
    new = _new_indexes(resolved)
    indexes = [index.name for index in resolved.shadow.indexes] if way is Way.SHADOW else new
    in_order = deferred if way is Way.SHADOW else new
    each = row_bytes(resolved.shadow, sources, sample, indexes if way is not Way.METADATA else (), in_order)
    most = resolved.plan.settings.max_chunk_rows
    return WorkAmount(
        rows=rows if way is not Way.METADATA else 0,
        row_bytes=round(each.stored, 1),
        binlog_row_bytes=round(each.logged, 1),
        index_entries=rows * len(in_order) if way is not Way.METADATA else 0,
        index_row_bytes=round(each.indexed, 1),
        statements=-(-rows // most) if way is Way.SHADOW else 1,
    )


def _new_indexes(resolved: ResolvedPlan) -> tuple[str, ...]:
    there = {index.name: index for index in resolved.original.indexes}
    return tuple(index.name for index in resolved.shadow.indexes if there.get(index.name) != index)


def _fits(known: Known, way: Way) -> bool:
    """Whether the run went the same way."""
    parts = {each.part for each in known.measured.stretches}
    return (Part.COPY in parts) is (way is Way.SHADOW)


def _own(connection: Connection, shard: Shard, resolved: ResolvedPlan) -> list[Known]:
    """Runs of this very change of this table on this server."""
    runs = read_runs(connection, shard.schema, resolved.original.name)
    return [
        Known(Grade.OWN_RUN, f"run {run.id} here", run.measured)
        for run in runs
        if run.server_identity == shard.server.identity and run.plan.change_digest == resolved.plan.change_digest
    ]
