"""A bounded scan the old rows before a run exists: as far as ``check`` looks, and prepare before it begins a run."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum, auto

from onlinealter.checks.finds import Finds
from onlinealter.checks.search import Bounds, Pace, Search, Searcher, findings
from onlinealter.checks.statements import Looked, bare_preview
from onlinealter.engine.shard import Shard
from onlinealter.model.errors import ConnectionLost, Refused, ServerError
from onlinealter.model.findings import Finding, Severity
from onlinealter.model.plan import LossSearch
from onlinealter.mysql import replication
from onlinealter.mysql.connection import Account, Connection
from onlinealter.planning.preview import make_preview
from onlinealter.planning.resolved_plan import ResolvedPlan
from onlinealter.planning.statements import PREVIEW
from onlinealter.tables.facts import Index, TableFacts, estimated_rows, mean_row_bytes

_NAME = "losses"
_LONGEST_CATCH_UP = 5.0  # seconds that a replica may take to be as new as the primary is now
REST_ON_REPLICA, REST_ON_PRIMARY = 0.2, 1.0  # seconds for each second of work
MOST_APART = 1_000_000_000  # bytes of a temporary table of the new unique keys' values
_COPIES = 2  # of a row's bytes that one in that table may take: the values, and the keys over them


class Extent(Enum):
    """How much to scan: nothing, as far as ``check`` looks, or the same before a run begins."""

    NOTHING = auto()
    CHECK = auto()
    PREPARE = auto()


@dataclass(frozen=True)
class Sample:
    """What a bounded look says, and whether prepare has nothing more to look at."""

    findings: tuple[Finding, ...] = ()
    enough: bool = True


def search_losses(connection: Connection, shard: Shard, resolved: ResolvedPlan, extent: Extent) -> Sample:
    """Look for old rows that the new definition would lose or refuse; gives findings, and how far it looked."""
    settings, search = resolved.plan.settings, search_of(resolved)
    how_far = settings.loss_search if extent is Extent.PREPARE else LossSearch.SAMPLE
    if extent is Extent.NOTHING or how_far is LossSearch.OFF or not search.is_needed:
        return Sample()
    bounds = Bounds(settings.chunk_time, settings.check_rows, settings.check_seconds)
    place, finds = _searched(connection, shard, search, bounds)
    found = findings(search, finds)
    of = "" if finds.whole else f" the first {finds.rows:,}"
    if resolved.where is not None and (finds.whole or extent is Extent.CHECK):
        found.append(left_out(finds))
    if not finds.whole and extent is Extent.CHECK:
        message = f"scanned{of} rows on {place}, in the order of the key; prepare scans all"
        found.append(Finding(_NAME, Severity.NOTE, message))
        found += about_duplicates(connection, resolved)
    return Sample(tuple(found), finds.whole or how_far is not LossSearch.WHOLE)


def search_of(resolved: ResolvedPlan, *, duplicates: bool = True) -> Search:
    """What to look for."""
    looked = Looked(resolved.original, resolved.forward, resolved.key, resolved.where)
    return Search(resolved.plan, looked, resolved.shadow, PREVIEW, duplicates)


def left_out(finds: Finds) -> Finding:
    """How many rows the plan's ``where`` leaves out."""
    of = f"{finds.rows:,}" if finds.whole else f"the first {finds.rows:,}"
    return Finding("where", Severity.NOTE, f"where leaves out {finds.left_out:,} of {of} rows")


def bytes_apart(connection: Connection, resolved: ResolvedPlan) -> int:
    """How large a temporary table of the new unique keys' values would be at most, by the server's statistics."""
    schema, table = resolved.schema, resolved.names.original
    return estimated_rows(connection, schema, table) * mean_row_bytes(connection, schema, table) * _COPIES


def about_duplicates(connection: Connection, resolved: ResolvedPlan) -> list[Finding]:
    """Who finds the duplicates of new unique keys in a table that is only scanned by prepare."""
    keys = search_of(resolved).new_unique_keys
    if not keys:
        return []
    size, names = bytes_apart(connection, resolved), ", ".join(key.name for key in keys)
    most = f"{MOST_APART / 1_000_000:,.0f} MB"
    if size <= MOST_APART:
        message = f"prepare looks for duplicates of {names} too, in a temporary table of at most {most}"
        return [Finding(_NAME, Severity.NOTE, message)]
    message = (
        f"duplicates of {names} are left to the copy, where each is a conflict: to look for them beforehand would take a "
        f"temporary table of more than {most}"
    )
    return [Finding(_NAME, Severity.NOTE, message, "The copy stops at as many as max_conflicts says.")]


def places(shard: Shard) -> Iterator[tuple[str, Account | None]]:
    """Where to look, the best place first: the replicas, then the primary."""
    yield from ((replica.address, replica) for replica in shard.replicas)
    yield shard.primary.address, None


def open_near(position: str, shard: Shard, replica: Account) -> Connection:
    """A session on a replica that has got to a position of the primary. Raises Refused where it doesn't soon."""
    connection = shard.open_replica(replica)
    try:
        replication.check_replica(connection, shard.server)
        if not replication.wait_for_position(connection, shard.server, position, _LONGEST_CATCH_UP):
            raise Refused(f"the replica {replica.address} is behind")
    except BaseException:
        connection.close()
        raise
    return connection


def ready(connection: Connection, search: Search, bounds: Bounds, pace: Pace, finds: Finds) -> Searcher:
    """A searcher with what it needs in its session. Where duplicates are looked for, it begins at the first row."""
    make_preview(connection, search.plan, search.looked.original)
    superfluous = _superfluous(search)
    if superfluous:
        connection.execute(bare_preview(search.looked.original.schema, PREVIEW, superfluous))
    return Searcher(connection, search, bounds, pace, Finds() if search.unique_keys else finds)


def _searched(primary: Connection, shard: Shard, search: Search, bounds: Bounds) -> tuple[str, Finds]:
    """On a replica that is near, else on the primary, in a session of its own."""

    def pace(rest: float) -> Pace:
        return Pace(lambda: shard.waits.sleep(0.0), lambda _rows, seconds, _finds: shard.waits.sleep(seconds * rest))

    for _, replica in places(shard):
        if replica is None:
            break
        try:
            position = replication.executed_position(primary, shard.server)
            with open_near(position, shard, replica) as connection:
                return replica.address, ready(connection, search, bounds, pace(REST_ON_REPLICA), Finds()).look()
        except (Refused, ServerError, ConnectionLost):
            continue  # it may not take temporary tables, or is gone: the primary can always be asked
    with shard.open_primary() as connection:
        return shard.primary.address, ready(connection, search, bounds, pace(REST_ON_PRIMARY), Finds()).look()


def _superfluous(search: Search) -> list[Index]:
    """Indexes that the tried rows don't need: all but the copy key's, where that is unique already, and what a counting
    column leans on.
    """
    shadow: TableFacts = search.shadow
    counting = {column.name for column in shadow.columns if column.auto_increment}
    return [
        index
        for index in shadow.indexes
        if (index.name != search.looked.key.shadow_index or index in search.new_unique_keys)
        and index.columns[0] not in counting
    ]
