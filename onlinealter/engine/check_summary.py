"""What a check comes to: the strategy that is expected, how much there is to do, and what it takes. Writes nothing."""

from __future__ import annotations

from onlinealter.engine.index_build import deferred_indexes
from onlinealter.engine.preflight import Preflight
from onlinealter.engine.shard import Shard
from onlinealter.model.events import Checked
from onlinealter.mysql.connection import Connection
from onlinealter.planning.forecast import forecast
from onlinealter.planning.resolved_plan import ResolvedPlan
from onlinealter.planning.strategies import Surroundings, Way, decide
from onlinealter.tables.facts import estimated_rows, table_bytes


def summarize(connection: Connection, shard: Shard, found: Preflight) -> Checked:
    """Sum an accepted preflight up."""
    rows, size = (ask(connection, shard.schema, shard.table) for ask in (estimated_rows, table_bytes))
    way = None if found.resolved is None or found.done_already else _way(found.resolved, shard, rows)
    indexes: tuple[str, ...] = ()
    if way is Way.SHADOW and found.resolved is not None:
        later = deferred_indexes(found.resolved, found.resolved.shadow, rows=rows, replicas=shard.replica_count)
        indexes = tuple(index.name for index in later)
    return Checked(
        table=f"{shard.schema}.{shard.table}",
        strategy=way.value if way else "",
        rows=rows,
        table_bytes=size,
        deferred_indexes=indexes,
        disk_bytes=size if way is Way.SHADOW else 0,
        replicas=len(shard.replicas),
        unwatched=max(0, len(shard.attached) - len(shard.replicas)),
        findings=found.findings,
    )


def _way(resolved: ResolvedPlan, shard: Shard, rows: int) -> Way:
    return decide(resolved, forecast(resolved), Surroundings(shard.replica_count, rows)).way
