"""Scanning all old rows, before the shadow is made, for what the new definition would lose or refuse.

The run exists by then: the search waits at the gate like the copy, can be paused, and is taken up again behind the last row
that the journal has.
"""

from __future__ import annotations

import hashlib

from onlinealter.checks.finds import Finds, read_finds
from onlinealter.checks.search import Bounds, Pace, Search, findings
from onlinealter.engine import statements
from onlinealter.engine.journal import RunRecord
from onlinealter.engine.phase_context import PhaseContext
from onlinealter.engine.progress import Progress, Standing
from onlinealter.engine.search import (
    MOST_APART,
    REST_ON_PRIMARY,
    REST_ON_REPLICA,
    about_duplicates,
    bytes_apart,
    left_out,
    open_near,
    places,
    ready,
    search_of,
)
from onlinealter.engine.watch import Watch, watching
from onlinealter.model.errors import Changed, ConnectionLost, Refused, ServerError
from onlinealter.model.events import Found, Notice, SearchAdvanced
from onlinealter.model.plan import LossSearch
from onlinealter.mysql import replication
from onlinealter.mysql.connection import Account, Connection
from onlinealter.planning.resolved_plan import ResolvedPlan
from onlinealter.tables.facts import mean_row_bytes, read_created
from onlinealter.throttles.signal import Ask

_TRIES = 10  # of a primary's lost connection


def search_all_rows(run: PhaseContext) -> None:
    """Scan the rows that weren't looked at yet. Raises Refused with all that stands against the alteration."""
    if run.resolved.plan.settings.loss_search is not LossSearch.WHOLE or not search_of(run.resolved).is_needed:
        return
    search = _search(run)
    finds = kept_finds(run.journal.ask, run.resolved, search)
    if not finds.whole:
        with watching(run, _check_original) as watch:
            finds = _RowSearch(run, search, finds, watch).look()
    found = findings(search, finds)
    if run.resolved.where is not None and finds.rows:
        run.reporter.report(Found(left_out(finds)))
    if found:
        count = len(found)
        raise Refused(
            f"{count} finding{'s' if count != 1 else ''} against this alteration; nothing was changed", findings=tuple(found)
        )


def note_searched(connection: Connection, resolved: ResolvedPlan) -> None:
    """All rows were looked at before the run began."""
    search = search_of(resolved)
    if resolved.plan.settings.loss_search is LossSearch.WHOLE and search.is_needed:
        _keep(connection, resolved, search, Finds(whole=True))


def _search(run: PhaseContext) -> Search:
    """Duplicates are looked for where a table of the keys is within bounds."""
    search = search_of(run.resolved)
    if not search.unique_keys:
        return search
    if run.journal.ask(lambda c: bytes_apart(c, run.resolved)) <= MOST_APART:
        return search
    for finding in run.journal.ask(lambda c: about_duplicates(c, run.resolved)):
        run.reporter.report(Found(finding))
    return search_of(run.resolved, duplicates=False)


def kept_finds(ask: Ask, resolved: ResolvedPlan, search: Search) -> Finds:
    """What the journal has of an earlier call; nothing where that was another search."""
    row = ask(lambda c: c.row(statements.select_search(resolved.schema), [resolved.names.run]))
    mark, _, text = str(row[0]).partition(" ") if row else ("", "", "")
    found = read_finds(text, resolved.key) if mark == _mark(resolved, search) else None
    return found or Finds()


def _keep(connection: Connection, resolved: ResolvedPlan, search: Search, finds: Finds) -> None:
    text = f"{_mark(resolved, search)} {finds.as_json()}"
    connection.execute(statements.keep_search(resolved.schema), [resolved.names.run, text, finds.rows, text, finds.rows])


def _mark(resolved: ResolvedPlan, search: Search) -> str:
    """What two calls have to have in common, so that the second may go on where the first one ended."""
    what = [resolved.plan.change_digest, resolved.original.definition, *(suspect.what for suspect in search.suspects)]
    return hashlib.sha256("\n".join(what).encode()).hexdigest()


def _check_original(connection: Connection, resolved: ResolvedPlan, _: RunRecord) -> None:
    """The guard of a run that has nothing but the original yet."""
    if read_created(connection, resolved.schema, resolved.names.original).definition != resolved.original.definition:
        raise Changed(
            f"somebody altered {resolved.schema}.{resolved.names.original} while its rows were scanned",
            remedy="Run the same command again; it looks at the table again.",
        )


class _RowSearch:
    """One call's search: on a replica as long as one is near, else on the primary."""

    def __init__(self, run: PhaseContext, search: Search, finds: Finds, watch: Watch) -> None:
        self._run = run
        self._search = search
        self._finds = finds
        self._watch = watch
        self._progress = Progress(run.journal.record().estimated_rows, 0 if search.unique_keys else finds.rows)

    def look(self) -> Finds:
        run, tries = self._run, 0
        for name, replica in places(run.shard):
            while not self._finds.whole:
                try:
                    self._look_at(name, replica)
                except (Refused, ServerError, ConnectionLost) as error:
                    tries += 1
                    if replica is not None:
                        run.reporter.report(Notice(f"the rows can't be scanned on {name}: {error.message}"))
                        break  # another place continues behind the last row
                    if not isinstance(error, ConnectionLost) or tries >= _TRIES:
                        raise
            if self._finds.whole:
                self._tell(self._progress.standing(complete=True), name)
                break
        return self._finds

    def _look_at(self, name: str, replica: Account | None) -> None:
        settings = self._run.resolved.plan.settings
        self._watch.gate.wait()
        with self._open(replica) as session:
            searcher = ready(session, self._search, Bounds(settings.chunk_time), self._pace(name, replica), self._finds)
            if replica is None:
                resolved = self._run.resolved
                self._watch.steer(searcher.size, mean_row_bytes(session, resolved.schema, resolved.names.original))
            self._finds = searcher.look()

    def _open(self, replica: Account | None) -> Connection:
        run = self._run
        if replica is None:
            return run.shard.open_primary()
        position = run.journal.ask(lambda c: replication.executed_position(c, run.shard.server))
        return open_near(position, run.shard, replica)

    def _pace(self, name: str, replica: Account | None) -> Pace:
        run, load = self._run, self._watch.load

        def after(rows: int, seconds: float, finds: Finds) -> None:
            self._finds = finds
            run.journal.ask(lambda c: _keep(c, run.resolved, self._search, finds))
            standing = self._progress.add(rows)
            if standing is not None:
                self._tell(standing, name)
            run.stop.sleep(seconds * REST_ON_REPLICA if replica else seconds * REST_ON_PRIMARY + load.rest(seconds))

        return Pace(self._watch.gate.wait, after)

    def _tell(self, standing: Standing, name: str) -> None:
        self._run.reporter.report(
            SearchAdvanced(
                server=name,
                rows=standing.rows,
                estimated_rows=standing.estimated_rows,
                fraction=standing.fraction,
                rows_per_second=standing.rows_per_second,
                remaining_seconds=standing.remaining_seconds,
                refused=self._finds.refused,
            )
        )
