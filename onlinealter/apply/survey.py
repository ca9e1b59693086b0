"""Where each plan of a folder stands, by the journals. Writes nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from onlinealter.apply.entry import Entry, Place, places_of
from onlinealter.engine.journal import RunRecord, read_runs
from onlinealter.engine.standing import standing_of
from onlinealter.model.errors import Refused
from onlinealter.model.states import State
from onlinealter.mysql.connection import Connection, connect
from onlinealter.mysql.server import read_server
from onlinealter.planning.sql_text import file_of
from onlinealter.tables.spelling import as_spelled

_APPLIED = frozenset({State.SWAPPED, State.CLEANING, State.DONE})
_DIGEST = 12  # characters that are shown


class Mark(StrEnum):
    """Whether a plan has run."""

    PENDING = "pending"
    UNDER_WAY = "under way"
    APPLIED = "applied"
    CHANGED = "changed"


@dataclass(frozen=True)
class Standing:
    """One entry's: its run and that one's state, if there is one; ``explanation`` says what has changed since it ran."""

    entry: Entry
    mark: Mark
    run: str = ""
    state: str = ""
    explanation: str = ""

    @property
    def way_back(self) -> bool:
        """Whether it has run, and can still be rolled back."""
        return self.mark is Mark.APPLIED and self.state != State.DONE


def survey(entries: tuple[Entry, ...]) -> tuple[Standing, ...]:
    """Where all entries stand, in their order."""
    found: dict[str, Standing] = {}
    for place in places_of(entries):
        with connect(place.account, database=place.schema) as connection:
            own = [entry for entry in entries if entry.place == place]
            runs = read_runs(connection, place.schema)
            names = frozenset(entry.plan.name for entry in own)
            for entry in own:
                found[entry.label] = _standing(connection, entry, runs, names)
    return tuple(found[entry.label] for entry in entries)


def refuse_changed(standings: Sequence[Standing]) -> None:
    """Raise Refused where a plan that has run, or that is running, isn't what it was then."""
    changed = [each for each in standings if each.mark is Mark.CHANGED]
    if changed:
        raise Refused(
            "; ".join(f"{each.entry.label} was changed after it ran: {each.explanation}" for each in changed),
            remedy="Give the file the content back that has run, and write what is to be changed further into a new file"
            " with a later name.",
        )


def out_of_order(standings: Sequence[Standing]) -> str:
    """Which plans haven't run although later ones have, as a sentence; empty where there are none."""
    begun = [place for place, each in enumerate(standings) if each.mark is not Mark.PENDING]
    late = [each.entry.label for each in standings[: max(begun, default=0)] if each.mark is Mark.PENDING]
    if not late:
        return ""
    last = standings[max(begun)].entry.label
    return f"out of order: {', '.join(late)} ha{'s' if len(late) == 1 else 've'} not run, but the later {last} has"


def swapped_before(entry: Entry) -> RunRecord | None:
    """The run of another plan that the entry's table has swapped, and that can still be rolled back."""
    with connect(entry.target.primary, database=entry.target.schema) as connection:
        table = _spelled(connection, entry.place, entry.target.table)
        runs = [run for run in read_runs(connection, entry.target.schema, table) if not run.state.ended]
        digest = replace(entry.plan, table=table).change_digest
        for run in runs:
            if run.plan.change_digest != digest and standing_of(connection, entry.target.schema, run) in _APPLIED:
                return run
    return None


def _standing(connection: Connection, entry: Entry, runs: Sequence[RunRecord], names: frozenset[str]) -> Standing:
    plan = replace(entry.plan, table=_spelled(connection, entry.place, entry.plan.table))
    same_file = [run for run in runs if file_of(run.plan_name) == file_of(plan.name) and run.state is not State.ABORTED]
    own = [run for run in same_file if run.plan_name == plan.name]
    as_now = [run for run in own if run.plan.change_digest == plan.change_digest]
    if as_now:
        state = standing_of(connection, entry.target.schema, as_now[-1])
        mark = Mark.APPLIED if state in _APPLIED else Mark.UNDER_WAY
        return Standing(entry, mark, as_now[-1].id, state.value)
    if own:
        digests = f"{own[-1].plan.change_digest[:_DIGEST]}, and the file has {plan.change_digest[:_DIGEST]}"
        return Standing(entry, Mark.CHANGED, own[-1].id, own[-1].state.value, f"run {own[-1].id} has digest {digests}")
    if others := [run for run in same_file if run.plan_name not in names]:
        name = others[-1].plan_name
        return Standing(entry, Mark.CHANGED, others[-1].id, others[-1].state.value, f"run {others[-1].id} was of {name}")
    return Standing(entry, Mark.PENDING)


def _spelled(connection: Connection, place: Place, table: str) -> str:
    return as_spelled(connection, read_server(connection), place.schema, table)[1]


def counted(standings: Sequence[Standing]) -> Mapping[Mark, int]:
    """How many stand where."""
    return {mark: sum(each.mark is mark for each in standings) for mark in Mark}
