"""Never a dead end: what status and the errors say to call has to work, and to lead on to an end."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from onlinealter.model.errors import ConflictsFound, Refused, UsageFault, WrongPhase
from tests.model.engine import Came
from tests.model.invariants import at_rest, state_of
from tests.model.world import LIVE, World

_CALLS_TO_REST = 4
_ERRORS = 2  # that may follow upon each other, each with the name of the next command
_WAY_OUT = ("abort", "rollback", "cleanup")
_NAMED = re.compile(rf"online-alter ([a-z]+(?: --repair)?)( --table {LIVE})?")


@dataclass
class Node:
    """A state, how it was reached, whether somebody's deed was part of that, and what each command makes of it."""

    world: World
    how: tuple[str, ...]
    after_deed: bool
    troubles: int
    following: str = ""
    seen: bool = False
    leads_to: dict[str, tuple[Node, Came]] = field(default_factory=dict)


def faults_of_ways(node: Node, *, mariadb: bool) -> Iterator[tuple[str, tuple[str, ...]]]:
    """What is wrong with the ways on from a state, and how one comes there.

    Where nobody else did anything, each command that is named works. On MariaDB it may find first that the triggers are off
    after a lost connection.
    """
    if not _leads_to_rest(node, _CALLS_TO_REST):
        yield "a dead end", node.how
    for command in () if node.after_deed else _commands_that_work(node):
        after, came = node.leads_to.get(command, (node, None))
        if came is None:
            yield "status names no command", node.how
        elif not _works(after, came, _ERRORS * mariadb) or (after is node and came.error is None):
            said = came.error.message if came.error else "nothing changes"
            yield f"{command} doesn't lead on: {said}", (*node.how, command)
    for command, (after, came) in node.leads_to.items():
        if came.error is None:
            continue
        if any(not target for name, target in _NAMED.findall(came.error.remedy) if name in node.leads_to):
            yield f"{command}: the error's remedy names no target: {came.error.remedy}", (*node.how, command)
        if not isinstance(came.error, ConflictsFound) and not _helps(came.error.remedy, after, _ERRORS, mariadb=mariadb):
            yield f"{command}: the error's remedy doesn't help: {came.error.remedy}", (*node.how, command)


def named_in(remedy: str, node: Node) -> list[str]:
    """The commands that an error names."""
    return [command for command, _ in _NAMED.findall(remedy) if command in node.leads_to]


def _commands_that_work(node: Node) -> tuple[str, ...]:
    """Where nobody else did anything: the one that status names, and what takes the change back, as long as the old table
    is there.
    """
    if state_of(node.world) in ("", "aborting"):
        return (node.following,) if node.following else ()
    live, cleaning = node.world.tables.get(LIVE), state_of(node.world) == "cleaning"
    back = "abort" if live and live.line == "original" else "cleanup" if cleaning else "rollback"
    return node.following, back


def _works(after: Node, came: Came, errors: int) -> bool:
    """Whether a command ends well, or after so many ``errors``, each of which names the next. A refusal because it has no
    place there is none of them. What the server refuses has nothing to go on with: it is enough that nothing is left.
    """
    if came.error is None or (isinstance(came.error, Refused) and at_rest(after.world)):
        return True
    return (
        errors > 0 and not isinstance(came.error, WrongPhase | UsageFault) and _helps(came.error.remedy, after, errors - 1)
    )


def _leads_to_rest(node: Node, calls: int) -> bool:
    if at_rest(node.world):
        return True
    if not calls or not node.leads_to:
        return False
    ways = dict.fromkeys((node.following, *_WAY_OUT))
    return any(
        way in node.leads_to and node.leads_to[way][0] is not node and _leads_to_rest(node.leads_to[way][0], calls - 1)
        for way in ways
    )


def _helps(remedy: str, node: Node, errors: int = 2, *, mariadb: bool = True) -> bool:
    """Whether each command that a remedy names works now. MariaDB's triggers may be off after a lost connection, which the
    next command finds. After somebody's deed one of the commands is enough, and it may be refused so many times, each time
    with the name of the next.
    """
    known = named_in(remedy, node)
    if not known or "; then" in remedy:
        return True  # what it asks for is done by hand
    if not node.after_deed:
        return all(_works(*node.leads_to[command], errors * mariadb) for command in known)
    for command in known:
        after, came = node.leads_to[command]
        if came.error is None or (errors and _helps(came.error.remedy, after, errors - 1)):
            return True
    return False
