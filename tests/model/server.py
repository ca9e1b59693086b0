"""The model server: what each statement of the engine does to the world, and what it answers.

A statement is a place where something may happen: ``Disturbance`` says what and at which. What changes the server, or the
journal, leaves a state behind in which the tool may have been killed.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from enum import Enum, auto
from functools import cache

from onlinealter.engine import statements as journal_statements
from onlinealter.engine.journal_versions import shape_of
from onlinealter.model.errors import ConnectionLost, ServerError
from onlinealter.mysql.statements import SWITCHES
from tests.model.journal import JournalStore, Row
from tests.model.world import LIVE, REFUSED, Table, Trigger, World, settled

SCHEMA = "shop"
_U = r"(?:`shop`\.)?`([^`]+)`"
_TRIGGER = (
    rf"CREATE (?:DEFINER ?= ?`\w+`@`%` )?TRIGGER {_U} (AFTER|BEFORE) (\w+) ON {_U} FOR EACH ROW"
    r" (?:PRECEDES `\w+` )?(.*)"
)
_T = r"`shop`\.`([^`]+)`"


class Kind(Enum):
    """What a statement has to do with the world."""

    NOTHING = auto()
    LOOK = auto()
    CHANGE = auto()
    READ_JOURNAL = auto()
    WRITE_JOURNAL = auto()


class Happens(Enum):
    """What a disturbance is."""

    LOST_BEFORE = auto()
    LOST_AFTER = auto()
    DEED = auto()


@dataclass(frozen=True)
class Disturbance:
    """At the n-th statement the connection is lost, before it is run or after, or somebody does something before it."""

    at: int
    what: Happens
    deed: Callable[[World, frozenset[str]], bool] | None = None


@dataclass
class Session:
    """A connection as the server has it."""

    id: int
    before: World | None = None  # what a rollback of its transaction brings back
    locked: frozenset[str] = frozenset()
    names: set[str] = field(default_factory=set)


class ModelServer:
    """One world, and the sessions that work in it while a command runs."""

    def __init__(self, world: World, store: JournalStore, *, mariadb: bool, disturbance: Disturbance | None = None) -> None:
        self.world, self.store, self.mariadb = world, store, mariadb
        self.sessions: dict[int, Session] = {}
        self.kinds: list[Kind] = []
        self.texts: list[str] = []
        self.states: list[World] = []
        self.faults: list[str] = []
        self.changes = self.before_it = 0
        self.keeps_worlds = disturbance is None
        self.worlds: dict[int, tuple[World, frozenset[str]]] = {}
        self.may_drop_original = False
        self.waiting = ""  # a RENAME that waits for a lock, before all writes that wait for it
        self._disturbance = disturbance
        self.disturbed = False
        self._opened, self._began = 0, False
        self._live_was_there = False
        self._new_definition: Callable[[tuple[str, ...], str], tuple[str, ...]] = altered
        store.load(world.journal, journal_statements.create_journal(SCHEMA))

    def begin(self) -> None:
        """What was asked until now doesn't count."""
        self._began = True
        self.kinds.clear()
        self.texts.clear()
        self.worlds.clear()

    # Sessions

    def open(self) -> Session:
        self._opened += 1
        session = self.sessions[self._opened] = Session(self._opened)
        return session

    def end(self, session: Session) -> None:
        """A session ends: its locks are gone, its transaction is undone."""
        if self.sessions.pop(session.id, None) is not None and session.before is not None:
            self._roll_back(session)

    def run(self, session: Session, sql: str, parameters: Sequence[object]) -> tuple[list[Row], int, tuple[str, ...]]:
        """One statement of ours: rows, count, names of the columns."""
        handler, found, kind = _understood(sql)
        now = self._disturbance if self._disturbance and self._began and self._disturbance.at == len(self.kinds) else None
        if self.keeps_worlds and kind in (Kind.LOOK, Kind.CHANGE):
            self.worlds[len(self.kinds)] = (self.as_killed_now(), self._locked())
        self.kinds.append(kind)
        self.texts.append(sql)
        if session.id not in self.sessions:
            raise ConnectionLost("the connection ended")
        if now and now.what is Happens.LOST_BEFORE:
            self._lose(session)
        if now and now.deed is not None:
            self.before_it = len(self.states)
            self.disturbed = self._disturb(now.deed)
        if kind is Kind.CHANGE:
            self._application_writes()
        try:
            answer = handler(self, session, found, parameters)
        except ServerError:
            if now and now.what is Happens.LOST_AFTER:
                self._lose(session)
            raise
        rows, count, names = answer if isinstance(answer, tuple) else (answer, len(answer), ())
        self.store.row_count = count
        if kind in (Kind.CHANGE, Kind.WRITE_JOURNAL):
            self._changed(kind)
        if now and now.what is Happens.LOST_AFTER:
            self._lose(session)
        return rows, count, names

    def _lose(self, session: Session) -> None:
        self.disturbed, self.waiting = True, "" if self.kinds and self.texts[-1] == self.waiting else self.waiting
        self.end(session)
        raise ConnectionLost("the connection ended")

    def _changed(self, kind: Kind) -> None:
        if kind is Kind.CHANGE:
            self.changes += 1
            self._application_writes()
        self.states.append(self.as_killed_now())
        after = self.states[-1].copy()
        if self.waiting and _may_rename(after, _pairs(self.waiting)):  # the server continues with what waits there
            after.rename(_pairs(self.waiting))
            self.states.append(after)

    def as_killed_now(self) -> World:
        """The world when all sessions end now."""
        open_one = next((each for each in self.sessions.values() if each.before is not None), None)
        if open_one is not None and open_one.before is not None:
            return open_one.before.copy()
        if self.store.changed:
            self.world.journal, self.store.changed = self.store.dump(), False
        return self.world.copy()

    def settled(self, world: World) -> World:
        """As one that is kept."""
        return settled(world, self.store.columns)

    def _locked(self) -> frozenset[str]:
        return frozenset().union(*(each.locked for each in self.sessions.values()))

    def _disturb(self, deed: Callable[[World, frozenset[str]], bool]) -> bool:
        before = self.as_killed_now().journal
        if not deed(self.world, self._locked()):
            return False
        if self.world.journal is not before:
            self.store.load(self.world.journal, ())
        self._application_writes()
        return True

    # The application

    def _application_writes(self) -> None:
        """One write of each kind, unless it has to wait for a lock."""
        if LIVE in self._locked() or self.waiting:
            return
        if any(each.before is not None for each in self.sessions.values()):
            return  # it writes before and after the transaction
        fault = write(self.world)
        if fault:
            self.faults.append(fault)

    # Transactions

    def _begin(self, session: Session, _f: re.Match[str], _p: Sequence[object]) -> list[Row]:
        self._application_writes()
        session.before = self.as_killed_now()
        return []

    def _commit(self, session: Session, _f: re.Match[str], _p: Sequence[object]) -> list[Row]:
        session.before = None
        self._application_writes()
        self.states.append(self.as_killed_now())
        return []

    def _rollback(self, session: Session, _f: re.Match[str], _p: Sequence[object]) -> list[Row]:
        self._roll_back(session)
        return []

    def _roll_back(self, session: Session) -> None:
        if session.before is not None:
            self.world = session.before
            self.store.load(self.world.journal, ())
            session.before = None

    # Names and locks

    def _get_lock(self, session: Session, _f: re.Match[str], parameters: Sequence[object]) -> list[Row]:
        name = str(parameters[0])
        if any(name in each.names for each in self.sessions.values() if each is not session):
            return [(0,)]
        session.names.add(name)
        return [(1,)]

    def _used_lock(self, _s: Session, _f: re.Match[str], parameters: Sequence[object]) -> list[Row]:
        return [(next((each.id for each in self.sessions.values() if parameters[0] in each.names), None),)]

    def _state(self, _s: Session, _f: re.Match[str], _p: Sequence[object]) -> list[Row]:
        return [("Waiting for table metadata lock" if self.waiting else "",)]

    def _lock_tables(self, session: Session, found: re.Match[str], _p: Sequence[object]) -> list[Row]:
        names = re.findall(_T, found[0])
        for name in names:
            self._table(name)
        session.locked = frozenset(names)
        return []

    def _unlock(self, session: Session, _f: re.Match[str], _p: Sequence[object]) -> list[Row]:
        session.locked = frozenset()
        return []

    # Tables

    def _table(self, name: str) -> Table:
        if name not in self.world.tables:
            raise ServerError(1146, f"Table 'shop.{name}' doesn't exist")
        return self.world.tables[name]

    def _create_like(self, _s: Session, found: re.Match[str], _p: Sequence[object]) -> list[Row]:
        new, old = found[1], self._table(found[2])
        if new in self.world.tables:
            raise ServerError(1050, f"Table '{new}' already exists")
        self.world.tables[new] = Table(self.world.number(), old.columns, frozenset(), "shadow")
        return []

    def _alter(self, _s: Session, found: re.Match[str], _p: Sequence[object]) -> list[Row]:
        table = self._table(found[1])
        if found[2].startswith("ADD PARTITION"):
            raise ServerError(1505, "Partition management on a not partitioned table is not possible")
        self.world.change(found[1], columns=self._new_definition(table.columns, found[2]))
        return []

    def _drop(self, _s: Session, found: re.Match[str], _p: Sequence[object]) -> list[Row]:
        name = found[1]
        if name in self.world.tables:
            fault = self._fault_of_drop(name)
            if fault:
                self.faults.append(fault)
            self.world.drop(name)
        return []

    def _fault_of_drop(self, name: str) -> str:
        table = self.world.tables[name]
        if name == LIVE:
            return "dropped the table that the application uses"
        # Nobody could be kept from the live table between the proof and the DROP but by stopping the application.
        if table.line == "original" and not (self.may_drop_original and table.known and self._live_was_there):
            return "dropped the original"
        if table.line not in ("original", "shadow") or (not table.known and table.rows):
            return f"dropped a table with rows that isn't the run's ({name})"
        return ""

    def _rename(self, _s: Session, found: re.Match[str], _p: Sequence[object]) -> list[Row]:
        pairs, self.waiting = _pairs(found[0]), ""
        if not _may_rename(self.world, pairs):
            raise ServerError(1146, "one of the tables isn't there, or is there already")
        self.world.rename(pairs)
        return []

    # Triggers

    def _create_trigger(self, _s: Session, found: re.Match[str], _p: Sequence[object]) -> list[Row]:
        name, timing, event, table, body = found.groups()
        self._table(table)
        if name in self.world.triggers:
            raise ServerError(1359, f"Trigger '{name}' already exists")
        self.world.triggers[name] = Trigger(table, timing, event, body, self.world.number())
        return []

    def _drop_trigger(self, _s: Session, found: re.Match[str], _p: Sequence[object]) -> list[Row]:
        self.world.triggers.pop(found[1], None)
        return []

    def _count_triggers(self, _s: Session, _f: re.Match[str], parameters: Sequence[object]) -> list[Row]:
        return [(int(parameters[1] in self.world.triggers),)]

    def _triggers(self, _s: Session, found: re.Match[str], parameters: Sequence[object]) -> list[Row]:
        """Columns as they are named in the question; of a table, or by what their names begin with."""
        names = [each.strip() for each in found[1].split(",")]
        by_name = "LEFT(trigger_name" in found[0]
        of_one = "AND trigger_name = %s" in found[0]
        rows: list[Row] = []
        for name, each in sorted(self.world.triggers.items()):
            if not (name.startswith(str(parameters[2])) if by_name else parameters[1] == (name if of_one else each.table)):
                continue
            known = {
                "trigger_name": name, "action_statement": each.body, "created": str(each.created), "definer": "app@%",
                "event_object_table": each.table, "action_timing": each.timing, "event_manipulation": each.event,
                "sql_mode": "", "character_set_client": "utf8mb4", "collation_connection": "utf8mb4_general_ci",
                "database_collation": "utf8mb4_general_ci",
            }  # fmt: skip
            rows.append(tuple(known[column] for column in names))
        return rows

    def _show_trigger(self, _s: Session, found: re.Match[str], _p: Sequence[object]) -> list[Row]:
        each = self.world.triggers[found[1]]
        text = f"CREATE TRIGGER `{found[1]}` {each.timing} {each.event} ON `{each.table}` FOR EACH ROW {each.body}"
        return [(found[1], "", text, "utf8mb4", "utf8mb4_general_ci", "utf8mb4_general_ci")]

    # Which table is which

    def _which_exist(self, _s: Session, found: re.Match[str], _p: Sequence[object]) -> list[Row]:
        names = re.findall(r"table_name = '([^']+)'", found[0])
        there = self.world.tables.keys() | self.store.columns.keys()
        return [tuple(int(name in there) for name in names)]

    def _ids(self, _s: Session, _f: re.Match[str], parameters: Sequence[object]) -> list[Row]:
        name = str(parameters[0]).partition("/")[2]
        return [(self.world.tables[name].number,)] if name in self.world.tables else []

    def _expression(self, _s: Session, found: re.Match[str], _p: Sequence[object]) -> list[Row]:
        return [(self._value(found[1]),)]

    def _proof(self, _s: Session, found: re.Match[str], _p: Sequence[object]) -> list[Row]:
        """A query that fails unless its condition holds."""
        self._live_was_there = LIVE in self.world.tables
        if not all(self._holds(condition) for condition in found[1].split(" AND (SELECT ")):
            raise ServerError(1690, "DOUBLE value is out of range in 'exp(1000)'")
        return [(1.0,)]

    def _holds(self, condition: str) -> bool:
        compared = re.fullmatch(r"CAST\((.*) AS BINARY\) = CAST\('([^']*)' AS BINARY\)", condition)
        if compared:
            return bool(self._value(compared[1]) == compared[2])
        there = re.fullmatch(r".*CAST\('shop/([^']+)' AS BINARY\)\) <> ''", condition)
        return there[1] in self.world.tables if there else bool(self._value(condition))

    def _value(self, expression: str) -> object:
        empty = re.fullmatch(rf"NOT EXISTS \(SELECT 1 FROM {_T}\)", expression)
        if empty:
            return int(not self._table(empty[1]).rows)
        names: list[str] = re.findall(r"CAST\('shop/([^']+)' AS BINARY\)", expression)
        if expression.startswith("(SELECT IF(COUNT(*)") and len(names) == 1:
            return self._identity(names[0])
        if expression.startswith("CONCAT_WS('/'") and names:
            return "/".join(self._stamp(name) for name in names)
        raise AssertionError(f"the model doesn't know this expression: {expression}")

    def _identity(self, name: str) -> str:
        return f"1:{self.world.tables[name].number}" if name in self.world.tables else ""

    def _stamp(self, name: str) -> str:
        table = self.world.tables.get(name)
        triggers = sorted(f"{key}-{each.created}" for key, each in self.world.triggers.items() if each.table == name)
        return f"{self._identity(name)} {','.join(table.columns if table else ())} {','.join(triggers)}"

    # Definitions

    def _show_create(self, _s: Session, found: re.Match[str], _p: Sequence[object]) -> list[Row]:
        table = self._table(found[1])
        lines = ",\n".join([*(f"  `{name}` {kind}" for name, kind in map(_split, table.columns)), "  PRIMARY KEY (`id`)"])
        return [(found[1], f"CREATE TABLE `{found[1]}` (\n{lines}\n) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4")]

    def _show_columns(self, _s: Session, found: re.Match[str], _p: Sequence[object]) -> list[Row]:
        rows: list[Row] = []
        for name, definition in map(_split, self._table(found[1]).columns):
            kind, text = definition.split(" ")[0], definition.startswith("varchar")
            collation = "utf8mb4_general_ci" if text else None
            nullable = "NO" if "NOT NULL" in definition else "YES"
            rows.append((name, kind, collation, nullable, "PRI" if name == "id" else "", None, "", "", ""))
        return rows

    def _show_index(self, _s: Session, found: re.Match[str], _p: Sequence[object]) -> list[Row]:
        self._table(found[1])
        return [(found[1], 0, "PRIMARY", 1, "id", "A", 2, None, None, "", "BTREE", "", "", "YES", None)]

    def _show_status(self, _s: Session, _f: re.Match[str], _p: Sequence[object]) -> tuple[list[Row], int, tuple[str, ...]]:
        return [(10, 100, 0)], 1, ("Rows", "Avg_row_length", "Index_length")

    # Rows

    def _outermost(self, _s: Session, found: re.Match[str], _p: Sequence[object]) -> list[Row]:
        rows = self._table(found[1]).rows
        return [(str(max(rows)),)] if rows else []

    def _look_ahead(self, _s: Session, found: re.Match[str], _p: Sequence[object]) -> list[Row]:
        rows, place = sorted(self._table(found[1]).rows), int(found[2])
        return [(str(rows[place]),)] if place < len(rows) else []

    def _copy(self, _s: Session, found: re.Match[str], _p: Sequence[object]) -> tuple[list[Row], int, tuple[str, ...]]:
        shadow, original = self._table(found[1]), self._table(found[2])
        if "NOT EXISTS" not in found[0] and shadow.rows & original.rows:
            raise ServerError(1062, "Duplicate entry for key 'PRIMARY'")
        missing = original.rows - shadow.rows - {REFUSED.get(shadow.line)}  # which came later than what is copied
        self.world.change(found[1], rows=shadow.rows | missing)
        return [], len(missing), ()

    def _compare(self, _s: Session, found: re.Match[str], _p: Sequence[object]) -> list[Row]:
        return [(len(rows), str(sorted(rows))) for rows in (self._table(found[1]).rows, self._table(found[2]).rows)]

    def _differing(self, _s: Session, found: re.Match[str], _p: Sequence[object]) -> list[Row]:
        one, other = self._table(found[1]).rows, self._table(found[2]).rows
        return [(str(mark), int(mark in one), int(mark in other)) for mark in sorted(one ^ other)]

    def _hold_row(self, _s: Session, found: re.Match[str], _p: Sequence[object]) -> list[Row]:
        return [(1,)] if int(found[2]) in self._table(found[1]).rows else []

    def _write_row(self, _s: Session, found: re.Match[str], _p: Sequence[object]) -> list[Row]:
        table, mark = self._table(found[1]), int(found[3])
        if mark == REFUSED.get(table.line):
            raise ServerError(1406, "Data too long for column 'name' at row 1")
        self.world.change(found[1], rows=table.rows | {mark})
        return []

    def _remove_row(self, _s: Session, found: re.Match[str], _p: Sequence[object]) -> list[Row]:
        self.world.change(found[1], rows=self._table(found[1]).rows - {int(found[2])})
        return []

    # The journal and the rest

    def _journal(
        self, _s: Session, found: re.Match[str], parameters: Sequence[object]
    ) -> tuple[list[Row], int, tuple[str, ...]]:
        if not self.store.columns:
            raise ServerError(1146, "the journal isn't there")
        rows, count = self.store.run(found.string, parameters)
        return rows, count, ()

    def _same_row(self, _s: Session, found: re.Match[str], _p: Sequence[object]) -> list[Row]:
        one, other = (int(found[2]) in self._table(found[place]).rows for place in (1, 3))
        return [(int(one == other),)]

    def _read_opened(self, _s: Session, found: re.Match[str], parameters: Sequence[object]) -> list[Row]:
        """MariaDB reads the conflicts so."""
        if not self.store.columns:
            raise ServerError(1146, "the journal isn't there")
        run, back, most = parameters[-3:]
        sql = "SELECT * FROM _oa_conflict WHERE run = %s AND back = %s AND digest > UNHEX(%s) ORDER BY digest LIMIT %s"
        return self.store.run(sql, (run, back, found[1] or "", most))[0]

    def _use(self, _s: Session, found: re.Match[str], _p: Sequence[object]) -> list[Row]:
        if found[1] not in self.world.tables:
            raise ServerError(1146, "no such table")
        return []

    def _create_journal(self, _s: Session, found: re.Match[str], _p: Sequence[object]) -> list[Row]:
        self.store.run(found.string, ())
        return []

    def _journal_shapes(self, _s: Session, _f: re.Match[str], _p: Sequence[object]) -> list[Row]:
        return [(name, "BASE TABLE", *shape_of(columns)) for name, columns in self.store.columns.items()]

    def _journal_columns(self, _s: Session, found: re.Match[str], _p: Sequence[object]) -> list[Row]:
        names = re.findall(r"c\.table_name = '([^']+)'", found[0])
        return [(name, column, "BASE TABLE") for name in names for column in self.store.columns.get(name, ())]

    def _variables(self, _s: Session, _f: re.Match[str], _p: Sequence[object]) -> list[Row]:
        version = "10.11.6-MariaDB" if self.mariadb else "9.7.0"
        return [
            ("version", version), ("server_uuid", "here"), ("server_id", "1"), ("hostname", "h"), ("port", "1"),
            ("datadir", "d"), ("read_only", "OFF"), ("log_bin", "ON"), ("binlog_format", "ROW"),
            ("innodb_autoinc_lock_mode", "2"), ("log_bin_trust_function_creators", "ON"),
        ]  # fmt: skip

    def _who(self, _s: Session, _f: re.Match[str], _p: Sequence[object]) -> list[Row]:
        return [("here", 0)]

    def _nothing(self, _s: Session, _f: re.Match[str], _p: Sequence[object]) -> list[Row]:
        return []

    def _all_switches(self, _s: Session, _f: re.Match[str], _p: Sequence[object]) -> list[Row]:
        return [(len(SWITCHES),)]

    def _zero(self, _s: Session, _f: re.Match[str], _p: Sequence[object]) -> list[Row]:
        return [(0,)]

    def _one(self, _s: Session, _f: re.Match[str], _p: Sequence[object]) -> list[Row]:
        return [(1,)]

    def _times(self, _s: Session, _f: re.Match[str], _p: Sequence[object]) -> tuple[list[Row], int, tuple[str, ...]]:
        return [], 1, ()

    def _analyze(self, _s: Session, found: re.Match[str], _p: Sequence[object]) -> list[Row]:
        there = found[1] in self.world.tables
        return [(found[1], "analyze", "status" if there else "Error", "OK" if there else "no such table")]


def altered(columns: tuple[str, ...], clauses: str) -> tuple[str, ...]:
    """Columns after an ALTER of the plans that the model knows."""
    wider = re.match(r"MODIFY `?name`? VARCHAR\((\d+)\)", clauses)
    if not wider:
        raise AssertionError(f"the model doesn't know this ALTER: {clauses}")
    return tuple(f"name varchar({wider[1]}) DEFAULT NULL" if each.startswith("name ") else each for each in columns)


def write(world: World) -> str:
    """The application inserts, changes and deletes: what the triggers there take across. Gives what went wrong."""
    if LIVE not in world.tables:
        return "" if world.truth.gone else "the application's name led nowhere"
    first = world.fresh_mark()
    marks = {"INSERT": first, "UPDATE": first + 1, "DELETE": first + 2}
    world.truth = replace(world.truth, rows=world.truth.rows | frozenset(marks.values()))
    world.change(LIVE, rows=world.tables[LIVE].rows | frozenset(marks.values()))
    for event, mark in marks.items():
        take_across(world, LIVE, event, mark, frozenset({LIVE}))
    return ""


def take_across(world: World, table: str, event: str, mark: int, used: frozenset[str]) -> None:
    """What the triggers do about a row; one that the other table refuses they note."""
    for name, trigger in world.triggers.items():
        if trigger.table != table or trigger.event != event:
            continue
        target = target_of(name, trigger.body)
        if target not in world.tables or target in used:
            continue
        if mark == REFUSED.get(world.tables[target].line):
            _note_refused(world, name, str(mark))
            continue
        world.change(target, rows=world.tables[target].rows | {mark})
        take_across(world, target, event, mark, used | {target})


def _note_refused(world: World, trigger: str, key: str) -> None:
    run, back, digest = trigger.split("_")[2], int("_back_" in trigger), hashlib.sha256(key.encode()).digest()
    lines = [line for line in world.journal["_oa_conflict"] if line[:3] != (run, back, digest)]
    world.journal = {**world.journal, "_oa_conflict": tuple(sorted([*lines, (run, back, digest, key, 1406, 1)]))}


@cache
def target_of(name: str, body: str) -> str:
    """The table that one of the run's triggers writes to; empty for other triggers."""
    if not re.fullmatch(r"_oa_[^_]+_(back_)?(insert|update|delete)", name):
        return ""
    found: list[str] = [each for each in re.findall(rf"INTO {_T}", body) if not each.startswith("_oa_")]
    return found[-1]


def _pairs(sql: str) -> list[tuple[str, str]]:
    return re.findall(rf"{_T} TO {_T}", sql)


def _may_rename(world: World, pairs: Sequence[tuple[str, str]]) -> bool:
    names = set(world.tables)
    for old, new in pairs:
        if old not in names or new in names:
            return False
        names = names - {old} | {new}
    return True


def _split(column: str) -> tuple[str, str]:
    name, _, kind = column.partition(" ")
    return name, kind


_Handler = Callable[
    [ModelServer, Session, "re.Match[str]", Sequence[object]], "list[Row] | tuple[list[Row], int, tuple[str, ...]]"
]
_S = ModelServer
_KNOWN: tuple[tuple[Kind, str, _Handler], ...] = (
    (Kind.WRITE_JOURNAL, r"CREATE TABLE IF NOT EXISTS `shop`\.`_oa_.*", _S._create_journal),
    (Kind.NOTHING, r"UPDATE `shop`\.`_oa_run` SET `measured` = .*", _S._times),  # each time others
    (Kind.NOTHING, r"SELECT SUM\((?:file_size|stat_value)\) .*FROM .*|SELECT @@GLOBAL\.innodb_buffer_pool_size", _S._one),
    (Kind.NOTHING, r"SHOW BINARY LOGS", _S._nothing),
    (Kind.WRITE_JOURNAL, r"(?:INSERT INTO|REPLACE INTO|UPDATE|DELETE FROM) `shop`\.`_oa_\w+`.*", _S._journal),
    (Kind.LOOK, r"SELECT column_name, histogram FROM .*|SELECT column_name FROM mysql\.column_stats .*", _S._nothing),
    (Kind.NOTHING, r"ALTER TABLE \S+ DISABLE KEYS", _S._nothing),  # InnoDB has none; the table is opened afresh
    (Kind.LOOK, r"SHOW (?:ALL )?(?:REPLICAS?|SLAVES?)(?: HOSTS| STATUS)?|XA RECOVER .*", _S._nothing),
    (Kind.LOOK, r"SHOW SESSION VARIABLES .*", _S._nothing),
    (Kind.LOOK, r"SELECT \(SELECT COUNT\(\*\) FROM performance_schema\.setup_consumers .*", _S._all_switches),
    (Kind.READ_JOURNAL, r"HANDLER \S+ READ `PRIMARY` >=? \(%s, %s(?:, x'(\w+)')?\) WHERE .*", _S._read_opened),
    (Kind.NOTHING, r"HANDLER \S+ (?:OPEN AS \S+|CLOSE)", _S._nothing),
    (Kind.READ_JOURNAL, r"SELECT (?:(?!`shop`).)* FROM `shop`\.`_oa_\w+`.*", _S._journal),
    (Kind.READ_JOURNAL, r"SELECT t\.table_name, c\.column_name, t\.table_type FROM .*", _S._journal_columns),
    (Kind.READ_JOURNAL, r"SELECT '_oa_run', MAX\(t\.table_type\), COUNT.*", _S._journal_shapes),
    (Kind.NOTHING, r"SET (?:SESSION|TRANSACTION|NAMES|@\w+).*|DO 0|KILL .*|SELECT GET_LOCK\(CONCAT.*", _S._nothing),
    (Kind.NOTHING, r"SELECT GET_LOCK\(%s, (?:%s|0)\)", _S._get_lock),
    (Kind.NOTHING, r"SELECT IS_USED_LOCK\(%s\)", _S._used_lock),
    (Kind.NOTHING, r"SELECT state FROM \w+\.processlist WHERE id = (\d+)", _S._state),
    (Kind.NOTHING, r"SELECT COUNT\(\*\) FROM \w+\.processlist .*", _S._zero),
    (Kind.NOTHING, r"SELECT (?:id|1) FROM \w+\.processlist .*", _S._nothing),
    (Kind.NOTHING, r"SHOW GLOBAL VARIABLES .*", _S._variables),
    (Kind.NOTHING, r"SHOW GRANTS FOR CURRENT_USER\(\)", _S._nothing),
    (Kind.NOTHING, r"SELECT .* AS identity, @@global.read_only", _S._who),
    (Kind.NOTHING, r"SELECT IF\((?:EXISTS|\(SELECT) .*", _S._zero),
    (Kind.NOTHING, r"SELECT (?:th\.processlist_id|p\.id|t\.trx_mysql_thread_id), .*", _S._nothing),
    (Kind.NOTHING, r"SELECT .* FROM information_schema\.(?:key_column_usage|innodb_sys_foreign) .*", _S._nothing),
    (Kind.NOTHING, r"SELECT DISTINCT t\.table_name FROM .*", _S._nothing),
    (Kind.NOTHING, r"SELECT SUM\((?:modified_counter|count_insert) ?.*", _S._zero),
    (Kind.NOTHING, rf"DELETE FROM {_T} WHERE FALSE", _S._use),
    (Kind.NOTHING, r"BEGIN", _S._begin),
    (Kind.CHANGE, r"COMMIT", _S._commit),
    (Kind.NOTHING, r"ROLLBACK", _S._rollback),
    (Kind.LOOK, r"SELECT \(SELECT COUNT\(\*\) FROM information_schema\.tables .*", _S._which_exist),
    (Kind.LOOK, r"SELECT table_id FROM information_schema\.\w+ .*", _S._ids),
    (Kind.LOOK, rf"SELECT \(SELECT .* FROM {_T} AS original .* = (\d+)\) <=> \(SELECT .* FROM {_T} AS .*", _S._same_row),
    (Kind.LOOK, r"SELECT EXP\(IF\((.*), 0, 1000\)\)", _S._proof),
    (Kind.LOOK, r"SELECT (\(SELECT IF\(.*|CONCAT_WS\('/'.*|NOT EXISTS .*)", _S._expression),
    (Kind.LOOK, r"SELECT COUNT\(\*\) FROM information_schema\.triggers .*", _S._count_triggers),
    (Kind.LOOK, r"SELECT ([\w, ]+) FROM information_schema\.triggers .*", _S._triggers),
    (Kind.LOOK, r"SHOW CREATE TRIGGER " + _T, _S._show_trigger),
    (Kind.LOOK, r"SHOW CREATE TABLE " + _T, _S._show_create),
    (Kind.LOOK, r"SHOW FULL COLUMNS FROM " + _T, _S._show_columns),
    (Kind.LOOK, r"SHOW INDEX FROM " + _T, _S._show_index),
    (Kind.LOOK, r"SHOW TABLE STATUS FROM .*", _S._show_status),
    (Kind.LOOK, rf"SELECT [^ ]+ FROM {_T} AS original .* DESC LIMIT 1", _S._outermost),
    (Kind.LOOK, rf"SELECT CAST\([^()]+\) FROM {_T} AS original .* DESC LIMIT 1", _S._outermost),
    (Kind.LOOK, rf"SELECT CAST\([^()]+\) FROM {_T} AS original .* LIMIT 1 OFFSET (\d+)", _S._look_ahead),
    (Kind.LOOK, rf"SELECT COUNT\(\*\), .*? FROM {_T} AS original .* UNION ALL .* FROM {_T} AS copied.*", _S._compare),
    (Kind.LOOK, rf"SELECT either\.copy_key, .*? FROM {_T} AS original .* FROM {_T} AS copied.*", _S._differing),
    (Kind.LOOK, rf"SELECT 1 FROM {_T} AS original .* = (\d+) FOR UPDATE", _S._hold_row),
    (Kind.CHANGE, rf"INSERT INTO {_T} .* FROM {_T} AS original .* = (\d+) ON DUPLICATE KEY UPDATE .*", _S._write_row),
    (Kind.CHANGE, rf"INSERT INTO {_T} .* FROM {_T} AS original .*", _S._copy),
    (Kind.CHANGE, rf"DELETE FROM {_T} WHERE `id` = (\d+)", _S._remove_row),
    (Kind.CHANGE, rf"CREATE TABLE {_T} LIKE {_T}", _S._create_like),
    (Kind.CHANGE, rf"ALTER TABLE {_T} (.*)", _S._alter),
    (Kind.CHANGE, rf"DROP TABLE IF EXISTS {_T}", _S._drop),
    (Kind.CHANGE, r"RENAME TABLE .*", _S._rename),
    (Kind.CHANGE, _TRIGGER, _S._create_trigger),
    (Kind.CHANGE, rf"DROP TRIGGER IF EXISTS {_T}", _S._drop_trigger),
    (Kind.CHANGE, r"LOCK TABLES .*", _S._lock_tables),
    (Kind.CHANGE, r"UNLOCK TABLES", _S._unlock),
    (Kind.NOTHING, rf"ANALYZE TABLE {_T}", _S._analyze),
)  # fmt: skip
_COMPILED = [(kind, re.compile(pattern, re.DOTALL), handler) for kind, pattern, handler in _KNOWN]


@cache
def _understood(sql: str) -> tuple[_Handler, re.Match[str], Kind]:
    for kind, pattern, handler in _COMPILED:
        found = pattern.fullmatch(sql)
        if found:
            return handler, found, kind
    raise AssertionError(f"the model doesn't know this statement: {sql}")
