"""Goes through all states: what commands, kills, lost connections and one deed of somebody else can lead to."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass, field

from onlinealter.engine.statements import create_journal
from onlinealter.model.errors import ConflictsFound
from tests.model.deeds import BETWEEN_COMMANDS, all_deeds, first_world, mend_rows
from tests.model.engine import COMMANDS, REFUSED_PLAN, Came, call
from tests.model.invariants import faults_of_call, faults_of_world, state_of
from tests.model.journal import JournalStore
from tests.model.server import SCHEMA, Disturbance, Happens, Kind
from tests.model.ways_out import Node, faults_of_ways, named_in
from tests.model.world import World, settled

_TROUBLES = 1  # kills, lost connections and deeds before a state, after which a command is still killed: one
REFUSED_BY_SERVER = "prepare refused"
# Each command where it belongs, with all that came before; there it is disturbed at each statement.
LINES: tuple[tuple[str, ...], ...] = (
    ("prepare",),
    ("prepare", "execute"),
    ("prepare", "execute", "verify"),
    ("prepare", "execute", "verify", "cutover"),
    ("prepare", "execute", "verify", "cutover", "rollback"),
    ("prepare", "execute", "verify", "cutover", "cleanup"),
    ("prepare", "execute", "verify", "abort"),
    ("prepare", "abort"),
    (REFUSED_BY_SERVER,),
)


@dataclass
class Found:
    """What was explored, and what is wrong, each with the shortest way there."""

    states: int = 0
    commands: int = 0
    kills: int = 0
    lost: int = 0
    deeds: int = 0
    faults: dict[str, tuple[str, ...]] = field(default_factory=dict)

    def __str__(self) -> str:
        return (
            f"{self.states:,} states; {self.commands:,} commands called, killed in {self.kills:,} places; connections lost"
            f" in {self.lost:,}, deeds of others in {self.deeds:,}"
        )

    def note(self, faults: list[str], how: tuple[str, ...]) -> None:
        """Keep these."""
        for fault in faults:
            if fault not in self.faults or len(how) < len(self.faults[fault]):
                self.faults[fault] = how


class Explorer:
    """Explores one kind of server: first what comes without anybody's deed, then what one deed adds to each of that."""

    def __init__(self, *, mariadb: bool) -> None:
        self.found = Found()
        self._mariadb, self._store = mariadb, JournalStore()
        self._nodes: dict[object, Node] = {}
        self._left: dict[int, deque[Node]] = {}
        self._calm: list[tuple[Node, str, Came]] = []

    def explore(self) -> Found:
        """Every command, killed and cut off at each statement, and every command from each state so reached."""
        for line, node in [(line, self._begin_line(line)) for line in LINES]:  # first these, which no trouble has led to
            self._cut_line(line, node)
        self._finish()
        return self.found

    def explore_deed(self, name: str, *, everywhere: bool = False) -> Found:
        """The same with that deed at each place of each command, and in the states that commands leave, by themselves or
        when killed around the RENAME; ``everywhere`` in all that were reached.
        """
        self._nodes = {key: node for key, node in self._nodes.items() if not node.after_deed}
        base, self.found = len(self._nodes), Found()
        nodes = list(self._nodes.values()) if everywhere else _telling(self._nodes.values())
        for node, command, calm in self._calm if name not in BETWEEN_COMMANDS else ():
            self._do_at_each_place(name, node, command, calm)
        for node in nodes:
            world = node.world.copy()
            if node.leads_to and all_deeds()[name](world, frozenset()):
                self.found.deeds += 1
                self._node(self._settled(world), (*node.how, name), after_deed=True, troubles=node.troubles + 1)
        self._finish(base)
        return self.found

    def _finish(self, before: int = 0) -> None:
        while node := self._next():
            self._expand(node)
        for node in self._nodes.values():
            if not node.seen:
                self._see_a_way_out(node)
                node.seen = True
        self.found.states = len(self._nodes) - before

    def _node(self, world: World, how: tuple[str, ...], *, after_deed: bool, troubles: int) -> Node:
        key = (after_deed, world.key())
        if key not in self._nodes:
            self._nodes[key] = node = Node(world, how, after_deed, troubles)
            self._left.setdefault(troubles, deque()).append(node)
        return self._nodes[key]

    def _next(self) -> Node | None:
        """Those that came about with the fewest troubles first."""
        for troubles in sorted(self._left):
            if self._left[troubles]:
                return self._left[troubles].popleft()
        return None

    def _call(self, node: Node, command: str, disturbance: Disturbance | None = None, said: str = "") -> Came:
        came = call(command, node.world, self._store, mariadb=self._mariadb, disturbance=disturbance)
        self.found.commands += 1
        self.found.kills += len(came.killed)
        how = (*node.how, f"{command}{said and f' ({said})'}")
        self.found.note(faults_of_call(node.world, command, came, mariadb=self._mariadb), how)
        return came

    # Commands where they belong, disturbed

    def _begin_line(self, line: tuple[str, ...]) -> Node:
        world = first_world()
        for command in line[:-1]:
            world = call(command, world, self._store, mariadb=self._mariadb).after
        return self._node(world, line[:-1], after_deed=False, troubles=0)

    def _cut_line(self, line: tuple[str, ...], node: Node) -> None:
        calm = self._call(node, line[-1])
        if (calm.error is not None) is not (line[-1] == REFUSED_BY_SERVER):
            raise AssertionError(f"{' > '.join(line)} came out otherwise than it should: {calm.error}")
        if calm.error is None:  # a deed within what the server refuses is as one within prepare
            self._calm.append((node, line[-1], calm))
        for place, (kind, text) in enumerate(zip(calm.server.kinds[: calm.ran], calm.server.texts, strict=False)):
            if kind in (Kind.CHANGE, Kind.WRITE_JOURNAL):
                for what in Happens.LOST_BEFORE, Happens.LOST_AFTER:
                    self.found.lost += 1
                    self._keep(node, line[-1], Disturbance(place, what), f"{what.name} {text[:60]}", after_deed=False)

    def _do_at_each_place(self, name: str, node: Node, command: str, calm: Came) -> None:
        deed = all_deeds()[name]
        for place in _gaps(calm.server.kinds[: calm.ran]):
            world, locked = calm.server.worlds[place]
            if deed(world.copy(), locked):
                self.found.deeds += 1
                said = f"{name} before {calm.server.texts[place][:60]}"
                self._keep(node, command, Disturbance(place, Happens.DEED, deed), said, after_deed=True)

    def _keep(self, node: Node, command: str, disturbance: Disturbance, said: str, *, after_deed: bool) -> None:
        came = self._call(node, command, disturbance, said)
        if not came.disturbed:
            raise AssertionError(f"{command} was not disturbed: {said}")
        how = (*node.how, f"{command} ({said})")
        self._node(came.after, how, after_deed=after_deed, troubles=1)
        for state in came.killed if after_deed else ():
            if faults_of_world(state):
                self._node(self._settled(state), (*how, "killed"), after_deed=True, troubles=2)

    # Every command from every state

    def _expand(self, node: Node) -> None:
        if state_of(node.world) in ("done", "aborted"):
            return  # from here on it is a new run
        for command in COMMANDS:
            if not _may_be_called(command, node.world):
                continue
            came = self._call(node, REFUSED_BY_SERVER if command == "prepare" and _is_refused(node.world) else command)
            how = (*node.how, command)
            after = self._node(came.after, how, after_deed=node.after_deed, troubles=node.troubles)
            node.leads_to[command] = (after, came)
            for state in map(self._settled, came.killed if node.troubles < _TROUBLES else ()):
                self._node(state, (*how, "killed"), after_deed=node.after_deed, troubles=node.troubles + 1)
        node.following = node.leads_to["rollback"][1].was_following

    def _settled(self, world: World) -> World:
        if world.journal and not self._store.columns:
            self._store.load(world.journal, create_journal(SCHEMA))
        return settled(world, self._store.columns)

    # Never a dead end

    def _see_a_way_out(self, node: Node) -> None:
        if node.leads_to and not node.world.truth.gone:
            for fault, how in faults_of_ways(node, mariadb=self._mariadb):
                self.found.note([fault], how)
            for command, (after, came) in node.leads_to.items():
                if isinstance(came.error, ConflictsFound):
                    self._mend_and_go_on(node, command, after, came.error)

    def _mend_and_go_on(self, node: Node, command: str, after: Node, error: ConflictsFound) -> None:
        """The rows are mended as the message asks, and the command is called that it names."""
        named = named_in(error.remedy, node)
        again = command if "the same command" in error.remedy or not named else named[0]
        how, world = (*node.how, command, "the rows are mended", again), after.world.copy()
        if not mend_rows(world):
            self.found.note([f"{command}: asks for rows to be mended that the application doesn't have"], how)
            return
        came = call(again, self._settled(world), self._store, mariadb=self._mariadb)
        self.found.commands += 1
        runs = [len(each.journal.get("_oa_run", ())) for each in (node.world, came.after)]
        if came.error is not None or runs[0] != runs[1]:
            said = came.error.message if came.error else "it began again from its first row"
            self.found.note([f"{command}: the rows were mended, and {again} doesn't go on: {said}"], how)


def _may_be_called(command: str, world: World) -> bool:
    """Another plan where there is a run of the first; one that the server refuses where there is none, or its own."""
    if command == REFUSED_BY_SERVER:
        return not state_of(world)
    return command != "run another" or bool(state_of(world))


def _telling(nodes: Iterable[Node]) -> list[Node]:
    """Those that came about without trouble, and one of each kind of those killed where the names are exchanged."""
    found: dict[object, Node] = {}
    for node in nodes:
        state, tables = state_of(node.world), [(name, each.line) for name, each in sorted(node.world.tables.items())]
        if not node.troubles:
            found[node.world.key()] = node
        elif state in ("swapping", "rolling-back"):
            found.setdefault((state, *tables), node)
    return list(found.values())


def _is_refused(world: World) -> bool:
    """Whether the newest run is one that the server refuses."""
    return bool(state_of(world)) and REFUSED_PLAN.alter[-1] in str(world.journal["_oa_run"][-1])


def _gaps(kinds: list[Kind]) -> list[int]:
    """Before each change, and after each: a deed between two looks is as one before the first or after the second."""
    found, last = [], Kind.CHANGE
    for place, kind in enumerate(kinds):
        if kind in (Kind.LOOK, Kind.CHANGE):
            if kind is Kind.CHANGE or last is Kind.CHANGE:
                found.append(place)
            last = kind
    return found
