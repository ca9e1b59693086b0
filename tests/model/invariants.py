"""What has to be so in every state, and after every command."""

from __future__ import annotations

from onlinealter.engine.journal import NOBODYS
from onlinealter.model.errors import Changed, ConflictsFound, Refused, UsageFault, WrongPhase
from tests.model.deeds import first_world, names_of
from tests.model.engine import NEW_COLUMNS, Came
from tests.model.world import LIVE, REFUSED, World

_MIDDLE = frozenset({"copying", "verifying", "swapping", "rolling-back", "cleaning", "aborting"})
_OLD = first_world().tables[LIVE].columns


def state_of(world: World) -> str:
    """The state of the newest run by the journal; empty without one."""
    rows = world.journal.get("_oa_run", ())
    return str(rows[-1][4]) if rows else ""


def at_rest(world: World) -> bool:
    """Whether no run is open, and nothing of one is there but tables that it can't know."""
    ours = [name for name in world.triggers if name.startswith("_oa_")]
    left = [name for role in ("new", "old") for name in names_of(world, role) if not _is_left_alone(world, name)]
    return state_of(world) in ("", "done", "aborted") and not ours and not left


def _is_left_alone(world: World, name: str) -> bool:
    """Rebuilt, exchanged or put there by somebody: it is named, and stays."""
    table = world.tables[name]
    if NOBODYS in world.journal["_oa_run"][-1]:
        return True  # who has the right rows nobody can tell
    if name.endswith("_old") and state_of(world) == "aborted":
        return True  # who gives a run up drops no original
    return not table.known or table.line != ("shadow" if name.endswith("_new") else "original")


def faults_of_world(world: World) -> list[str]:
    """What is wrong with a state, whoever comes upon it."""
    live, truth = world.tables.get(LIVE), world.truth
    if truth.gone:
        return []
    if live is None:
        return ["the application's name leads nowhere"]
    found = []
    if live.rows != truth.rows - _noted(world):
        lost, more = len(truth.rows - live.rows - _noted(world)), len(live.rows - truth.rows)
        found.append("rows of the application are lost" if lost else f"{more} kinds of rows came back")
    base = {"original": _OLD, "shadow": (_OLD[0], *NEW_COLUMNS)}.get(live.line)
    if base is not None and not truth.exchanged and live.columns != (*base, *(("extra int",) if truth.altered else ())):
        found.append("what somebody altered is undone" if truth.altered else "the definition is another than the plan's")
    if truth.triggered and not any(each.table == LIVE and "@seen" in each.body for each in world.triggers.values()):
        found.append("somebody's trigger is gone")
    return found


def _noted(world: World) -> set[int]:
    """Rows that came in the moment of the swap and didn't fit: they are in the other table, and the next command sees it."""
    keys = {line[3] for line in world.journal.get("_oa_conflict", ())}
    mark = REFUSED.get(world.tables[LIVE].line, 0)
    behind = any(mark in each.rows for name, each in world.tables.items() if name != LIVE)
    return {mark} if behind and (str(mark) in keys or not _is_open(world)) else set()


def faults_of_call(before: World, command: str, came: Came, *, mariadb: bool) -> list[str]:
    """What is wrong with what came of a command, whatever became of it.

    MariaDB has no RENAME behind a lock: who comes in the moment of the swap is seen right after it, and the names are
    exchanged back. Until then, and when killed then, the state is wrong; the next command has to see that.
    """
    found, wrong = list(came.faults), faults_of_world(came.after)
    if faults_of_world(before):
        found += [f"{fault}, and nothing is said of it" for fault in wrong if came.error is None and came.changed]
    else:
        told = mariadb and isinstance(came.error, Changed) and "exchanged back" in came.error.message
        found += [] if told else wrong
        found += [f"{fault} when killed" for state in came.killed if not mariadb for fault in faults_of_world(state)]
    if came.error is None and _is_left(came.after):
        found.append("ended, and something of the run is left")
    if came.error is None and state_of(before) != state_of(came.after):
        found += _faults_of_end(came.after)
    if isinstance(came.error, ConflictsFound) and state_of(came.after) in ("aborting", "aborted"):
        found.append("a row is to be mended, and the run is given up")
    if isinstance(came.error, Refused) and state_of(before) in ("", "done", "aborted") and _is_open(came.after):
        found.append("refused, and a run is left")
    refused = isinstance(came.error, Changed | Refused | WrongPhase | UsageFault) and not came.changed and not came.disturbed
    if refused and state_of(came.after) != state_of(before) and state_of(came.after) in _MIDDLE:
        found.append(f"refused, and the journal says {state_of(came.after)}")
    said = f"exit {came.error.exit_code.name}" if came.error else "exit OK"
    return [f"{command}: {fault} ({said})" for fault in dict.fromkeys(found)]


def _faults_of_end(world: World) -> list[str]:
    """What is wrong with where a run has come: each end has its table in front."""
    live, state = world.tables.get(LIVE), state_of(world)
    fronts = {"done": ("shadow", "the new"), "aborted": ("original", "the old")}
    if state in fronts and live is not None and not world.truth.rows <= live.rows:
        return [f"{state}, and a row is in the other table alone"]
    if live is None or world.truth.exchanged or state not in fronts or live.line in ("somebody's", fronts[state][0]):
        return []
    return [f"{state}, and it isn't {fronts[state][1]} definition that is in front"]


def _is_open(world: World) -> bool:
    return state_of(world) not in ("", "done", "aborted")


def _is_left(world: World) -> bool:
    return state_of(world) in ("done", "aborted") and not at_rest(world) and not world.truth.gone
