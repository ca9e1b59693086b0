"""How many rows may be refused by the new definition until the work stops: those that the application writes count too."""

from __future__ import annotations

from onlinealter.engine import conflict_store
from onlinealter.model.errors import ConflictsFound, NoRoom
from onlinealter.model.events import ConflictSeen
from onlinealter.model.ports import Reporter
from onlinealter.mysql import error_numbers
from onlinealter.planning.resolved_plan import ResolvedPlan
from onlinealter.tables.copy_key import Key
from onlinealter.throttles.signal import Ask, Limit, Reading

_SHOWN = 10


class ConflictBound:
    """Tells each conflict once, and ends the work where there are too many."""

    name, optional = "conflicts", False

    def __init__(self, ask: Ask, resolved: ResolvedPlan, limit: Limit, reporter: Reporter) -> None:
        self._ask = ask
        self._resolved = resolved
        self._limit = limit
        self._reporter = reporter
        self._told: set[Key] = set()
        self.reading: Reading | None = None

    def reason(self) -> None:
        """Look at the journal. Raises ConflictsFound where there are as many as may be, NoRoom where the disk is full."""
        most = int(self._limit())
        schema, run = self._resolved.schema, self._resolved.names.run
        rows = self._ask(lambda c: conflict_store.read_conflicts(c, schema, run, back=False, most=most))
        open_now = {tuple(str(key).split(",")): int(error) for _, key, error, _ in rows}
        self.reading = Reading(len(open_now), most)
        for key in open_now.keys() - self._told:
            self._reporter.report(ConflictSeen(readable(self._resolved, key), open_now[key]))
        self._told = set(open_now)
        for error in open_now.values():
            see_that_there_is_room(self._resolved, error)
        if len(open_now) >= most:
            raise too_many_conflicts(self._resolved, open_now)


def see_that_there_is_room(resolved: ResolvedPlan, error: int) -> None:
    """Raise NoRoom where a trigger couldn't write a row because the shadow has no room left: that is no row's fault."""
    if error in error_numbers.NO_ROOM:
        raise NoRoom(
            f"the server has no room left for {resolved.names.shadow} (error {error})",
            remedy="Make room on the server, then run the same command again.",
            filling=True,
        )


def too_many_conflicts(resolved: ResolvedPlan, found: dict[Key, int]) -> ConflictsFound:
    """The error that ends the work: how many conflicts there are at least, and the first of them."""
    keys = "; ".join(f"{readable(resolved, key)} (error {error})" for key, error in sorted(found.items())[:_SHOWN])
    return ConflictsFound(
        f"at least {len(found)} rows of {resolved.names.original} don't fit the new definition, and no more may be met: "
        f"{keys}",
        remedy="Fix these rows and run the same command again, which looks at them first, or let more be met "
        f"(--set max_conflicts={2 * len(found)}); 'online-alter abort' leaves the table as it was.",
    )


def readable(resolved: ResolvedPlan, key: Key) -> str:
    """A key for a person; one that somebody wrote into the journal as it stands there."""
    return resolved.key.readable(key) if resolved.key.holds(key) else ",".join(key)[:80]
