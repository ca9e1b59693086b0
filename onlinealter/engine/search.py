"""Where to look through the old rows before the start, how far, and what to say of it."""

from __future__ import annotations

from dataclasses import replace
from enum import Enum, auto

from onlinealter.checks.search import Bounds, Search, Searched, Searcher
from onlinealter.checks.statements import Looked, bare_preview
from onlinealter.engine.shard import Shard
from onlinealter.model.errors import ConnectionLost, Refused, ServerError
from onlinealter.model.findings import Finding, Severity
from onlinealter.model.plan import LossSearch, Plan
from onlinealter.mysql import replication
from onlinealter.mysql.connection import Connection
from onlinealter.planning.draft import Draft
from onlinealter.planning.preview import make_preview
from onlinealter.planning.statements import PREVIEW
from onlinealter.tables.facts import Index, TableFacts

_NAME = "losses"
_LONGEST_CATCH_UP = 5.0  # seconds that a replica may take to be as new as the primary is now
_REST_ON_REPLICA, _REST_ON_PRIMARY = 0.2, 1.0  # seconds for each second of work


class Extent(Enum):
    """How much to look through: nothing, as far as ``check`` looks, or as the plan says of prepare."""

    NOTHING = auto()
    CHECK = auto()
    PREPARE = auto()


def search_losses(connection: Connection, shard: Shard, draft: Draft, extent: Extent) -> list[Finding]:
    """Look for old rows that the new definition would lose or refuse; gives findings, and how far it looked."""
    bounds = _bounds(draft.plan, extent)
    search = Search(draft.plan, Looked(draft.original, draft.forward, draft.key, draft.where), draft.shadow, PREVIEW)
    if bounds is None or not search.is_needed:
        return []
    place, searched = _searched(connection, shard, draft.plan, search, bounds)
    found = list(searched.findings)
    of = "" if searched.whole else f" the first {searched.rows:,}"
    if draft.where is not None:
        message = f"where leaves out {searched.left_out:,} of{of or f' {searched.rows:,}'} rows"
        found.append(Finding("where", Severity.NOTE, message))
    if not searched.whole and extent is Extent.CHECK:
        message = f"looked through{of} rows on {place}, in the order of the key; prepare looks through all"
        found.append(Finding(_NAME, Severity.NOTE, message))
    return found


def _bounds(plan: Plan, extent: Extent) -> Bounds | None:
    settings = plan.settings
    how_far = settings.loss_search if extent is Extent.PREPARE else LossSearch.SAMPLE
    if extent is Extent.NOTHING or how_far is LossSearch.OFF:
        return None
    bounds = Bounds(settings.chunk_time, _REST_ON_PRIMARY)
    if how_far is LossSearch.WHOLE:
        return bounds
    return replace(bounds, rows=settings.check_rows, seconds=settings.check_seconds)


def _searched(primary: Connection, shard: Shard, plan: Plan, search: Search, bounds: Bounds) -> tuple[str, Searched]:
    """On a replica that is near, else on the primary, in a session of its own."""
    for replica in shard.replicas:
        try:
            with shard.open_replica(replica) as connection:
                replication.check_replica(connection, shard.server)
                position = replication.executed_position(primary, shard.server)
                if replication.wait_for_position(connection, shard.server, position, _LONGEST_CATCH_UP):
                    near = replace(bounds, rest=_REST_ON_REPLICA)
                    return replica.address, _look(connection, shard, plan, search, near)
        except (Refused, ServerError, ConnectionLost):
            continue  # it may not take temporary tables, or is gone: the primary can always be asked
    with shard.open_primary() as connection:
        return shard.primary.address, _look(connection, shard, plan, search, bounds)


def _look(connection: Connection, shard: Shard, plan: Plan, search: Search, bounds: Bounds) -> Searched:
    make_preview(connection, plan, search.looked.original)
    superfluous = _superfluous(search)
    if superfluous:
        connection.execute(bare_preview(search.looked.original.schema, PREVIEW, superfluous))
    return Searcher(connection, search, bounds, shard.stop.sleep).look()


def _superfluous(search: Search) -> list[Index]:
    """Indexes that the tried rows don't need: all but the copy key's, and what a counting column leans on."""
    shadow: TableFacts = search.shadow
    counting = {column.name for column in shadow.columns if column.auto_increment}
    return [
        index
        for index in shadow.indexes
        if index.name != search.looked.key.shadow_index and index.columns[0] not in counting
    ]
