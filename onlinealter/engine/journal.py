"""The run's durable record: its row, its chunks, its conflicts, and the ledger of what it made."""

from __future__ import annotations

import json
import os
import socket
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

import onlinealter
from onlinealter.engine import statements
from onlinealter.model.errors import Changed, ServerError
from onlinealter.model.plan import Plan
from onlinealter.model.states import State
from onlinealter.mysql import error_numbers
from onlinealter.mysql.connection import Connection, Row
from onlinealter.mysql.steady import SteadyConnection
from onlinealter.planning.draft import Draft
from onlinealter.tables.children import ChildKey, as_text, from_text
from onlinealter.tables.copy_key import Key
from onlinealter.tables.existing_triggers import Turn
from onlinealter.tables.facts import table_exists
from onlinealter.tables.indexes import DeferredIndex
from onlinealter.tables.names import JOURNAL_TABLES, LEDGER_TABLE, PREFIX, RUN_TABLE
from onlinealter.tables.ranges import Segment

_T = TypeVar("_T")
PASSED, FAILED = "passed", "failed"
_LONGEST_FAILURE = 2000  # characters


@dataclass(frozen=True)
class RunRecord:
    """A run as the journal has it."""

    id: str
    table_name: str
    plan_name: str
    plan: Plan
    state: State
    method: str
    server_identity: str
    original_definition: str
    original_id: str
    new_definition: str
    shadow_id: str
    deferred: tuple[DeferredIndex, ...]
    children: tuple[ChildKey, ...]
    last_key: Key | None
    last_key_known: bool
    estimated_rows: int
    copied_rows: int
    copied_at: datetime | None
    verification: str
    failure: str
    pause_requested: bool
    owner_host: str
    owner_process: int
    owner_since: datetime | None
    created_at: datetime
    updated_at: datetime
    journal_version: int
    changes: str = ""
    waiting: str = ""
    binlog_use: str = ""
    carrying: Turn | None = None


@dataclass(frozen=True)
class Made:
    """A line of the ledger: a table or trigger that the run made or was about to make."""

    kind: str
    name: str
    made: bool
    gone: bool


@dataclass(frozen=True)
class Conflict:
    """A row that the other definition can't hold, and how often it was met."""

    key: Key
    error: int
    seen: int


def journal_exists(connection: Connection, schema: str) -> bool:
    """Whether the schema has a journal."""
    return table_exists(connection, schema, RUN_TABLE)


def read_runs(connection: Connection, schema: str, table: str = "") -> tuple[RunRecord, ...]:
    """The runs of a table, or of all, the oldest first; none without a journal."""
    if not journal_exists(connection, schema):
        return ()
    condition, values = ("table_name = %s", [table]) if table else ("TRUE", [])
    return tuple(map(_record, connection.rows(statements.select_runs(schema, condition=condition), values)))


class Journal:
    """Reads and writes one run's record; every statement may be repeated after a lost connection."""

    def __init__(self, steady: SteadyConnection, schema: str, run: str) -> None:
        self._steady = steady
        self._lock = threading.RLock()
        self._schema = schema
        self.run = run

    def ask(self, question: Callable[[Connection], _T]) -> _T:
        """Ask the primary something over the journal's connection."""
        with self._lock:
            return self._steady.insist(question)

    def _own(self, question: Callable[[Connection], _T]) -> _T:
        """Ask the journal's own tables. Raises Changed when somebody dropped one."""
        try:
            return self.ask(question)
        except ServerError as error:
            if error.number != error_numbers.NO_SUCH_TABLE:
                raise
            raise _gone(self.run, error.text) from error

    def close(self) -> None:
        """End the connection."""
        with self._lock:
            self._steady.close()

    def record(self) -> RunRecord:
        """The run's row as it is now."""
        sql = statements.select_runs(self._schema, condition="id = %s")
        rows = self._own(lambda c: c.rows(sql, [self.run]))
        if not rows:
            raise _gone(self.run, f"its row in {self._schema}.{RUN_TABLE} is gone")
        return _record(rows[0])

    def enter(self, state: State) -> None:
        """The run's state from now on; an earlier failure is over."""
        self._set({"state": state.value, "failure": ""})

    def own(self) -> None:
        """Say who is at work."""
        sql, values = statements.own_run(self._schema), [socket.gethostname(), os.getpid(), self.run]
        self.ask(lambda c: c.execute(sql, values))

    def disown(self) -> None:
        """Say that nobody is at work."""
        self._set({"owner_host": "", "owner_process": 0, "owner_since": None})

    def fail(self, text: str) -> None:
        """Keep why the run stopped."""
        self._set({"failure": text[:_LONGEST_FAILURE]})

    def identify(self, *, original_id: str, shadow_id: str, original_definition: str, new_definition: str) -> None:
        """Keep how both tables are known again."""
        self._set(
            {
                "original_id": original_id,
                "shadow_id": shadow_id,
                "original_definition": original_definition,
                "new_definition": new_definition,
            }
        )

    def take_method(self, method: str) -> None:
        """Keep how the change is made."""
        self._set({"method": method})

    def defer(self, indexes: tuple[DeferredIndex, ...]) -> None:
        """Keep the text of the indexes that are built later."""
        self._set({"deferred": json.dumps([[index.name, index.definition] for index in indexes])})

    def keep_children(self, children: tuple[ChildKey, ...]) -> None:
        """Keep other tables' keys as they were before they were doubled."""
        self._set({"children": as_text(children)})

    def carry(self, turn: Turn | None) -> None:
        """Keep the application's triggers while they are on their way to the other table; None when they have arrived."""
        self._set({"carrying": turn.as_json() if turn else None})

    def snapshot(self, last: Key | None, estimated_rows: int) -> None:
        """Keep the highest key, up to which rows are copied."""
        self._set({"last_key": json.dumps(last), "estimated_rows": estimated_rows})

    def copied(self, rows: int) -> None:
        """Keep how far the copy came, for status."""
        self._set({"copied_rows": rows})

    def note_copied(self) -> None:
        """Keep when the copy ended; once."""
        self.ask(lambda c: c.execute(statements.note_copied(self._schema), [self.run]))

    def verified(self, outcome: str) -> None:
        """Keep what the verification said."""
        self._set({"verification": outcome})

    def pause(self, paused: bool) -> None:
        """Ask the run to pause, or to go on."""
        self._set({"pause_requested": int(paused)})

    def change(self, merge: Callable[[str], str]) -> None:
        """Change the settings that hold from now on: ``merge`` is given the text so far and gives the new one."""

        def changed(connection: Connection) -> None:
            connection.execute("BEGIN")
            before = connection.value(statements.hold_changes(self._schema), [self.run])
            sql = statements.update_run(self._schema, ("changes",))
            connection.execute(sql, [merge(str(before or "")), self.run])
            connection.execute("COMMIT")

        self.ask(changed)

    def note_waiting(self, reason: str) -> None:
        """Keep why the work waits, for status; empty when it doesn't."""
        self._set({"waiting": reason})

    def keep_binlog_use(self, use: str) -> None:
        """Keep how much binlog the copy has written."""
        self._set({"binlog_use": use})

    def set_marker(self) -> int:
        """Set a mark for the replicas to arrive at."""
        self.ask(lambda c: c.execute(statements.set_marker(self._schema), [self.run]))
        return int(self.ask(lambda c: c.value(statements.read_marker(self._schema), [self.run])))

    def chunks(self, phase: str) -> list[tuple[Segment, int]]:
        """The finished chunks of ``copy`` or of a verification, with their rows, in the order of their keys."""
        rows = self.ask(lambda c: c.rows(statements.select_chunks(self._schema), [self.run, phase]))
        return [
            (Segment(_key(low), _key(high), int(position), int(part)), int(count))
            for position, part, low, high, count in rows
        ]

    def keep_chunk(self, phase: str, chunk: Segment, rows: int, seconds: float) -> None:
        """Keep a finished chunk of a verification."""
        values = [
            self.run, phase, chunk.position, chunk.part, json.dumps(chunk.low), json.dumps(chunk.high), rows, seconds,
        ]  # fmt: skip
        self.ask(lambda c: c.execute(statements.insert_chunk(self._schema), values))

    def forget_chunks(self, phase: str) -> None:
        """Begin a phase's chunks anew."""
        self.ask(lambda c: c.execute(statements.delete_chunks(self._schema), [self.run, phase]))

    def forget_all_chunks(self) -> None:
        """The chunks are of no more use."""
        self.ask(lambda c: c.execute(statements.delete_all_chunks(self._schema), [self.run]))

    def seconds_since_copy(self) -> float:
        """How long ago the copy ended, by the server's clock."""
        return float(self.ask(lambda c: c.value(statements.seconds_since_copy(self._schema), [self.run])) or 0)

    def conflicts(self, *, back: bool, most: int = 100) -> tuple[Conflict, ...]:
        """Open conflicts of one direction."""
        rows = self.ask(lambda c: c.rows(statements.select_conflicts(self._schema), [self.run, int(back), most]))
        return tuple(Conflict(tuple(str(key).split(",")), int(error), int(seen)) for key, error, seen in rows)

    def count_conflicts(self, *, back: bool) -> int:
        """How many conflicts are open in one direction."""
        return int(self.ask(lambda c: c.value(statements.count_conflicts(self._schema), [self.run, int(back)])))

    def settle(self, conflict: Conflict, *, back: bool) -> None:
        """A conflict is no more, unless it was met again since it was read."""
        values = [self.run, int(back), ",".join(conflict.key), conflict.seen]
        self.ask(lambda c: c.execute(statements.settle_conflict(self._schema), values))

    def forget_conflicts(self, *, back: bool) -> None:
        """Forget the conflicts of one direction."""
        self.ask(lambda c: c.execute(statements.forget_conflicts(self._schema), [self.run, int(back)]))

    def ledger(self) -> tuple[Made, ...]:
        """What the run made or was about to make, in that order."""
        rows = self._own(lambda c: c.rows(statements.select_ledger(self._schema), [self.run]))
        return tuple(Made(str(kind), str(name), bool(made), bool(gone)) for _, kind, name, made, gone in rows)

    def intend(self, kind: str, name: str) -> None:
        """Write down that something is about to be made; before it is."""
        if not any(entry.kind == kind and entry.name == name and not entry.gone for entry in self.ledger()):
            values = [self.run, kind, name, self.run]
            self.ask(lambda c: c.execute(statements.insert_ledger(self._schema), values))

    def note_made(self, kind: str, name: str) -> None:
        """It is there."""
        self._note(kind, name, "made")

    def note_gone(self, kind: str, name: str) -> None:
        """It is no more."""
        self._note(kind, name, "gone")

    def _note(self, kind: str, name: str, column: str) -> None:
        sql = statements.update_ledger(self._schema, column)
        self.ask(lambda c: c.execute(sql, [self.run, kind, name]))

    def _set(self, changes: Mapping[str, Any]) -> None:
        sql = statements.update_run(self._schema, tuple(changes))
        if not self._own(lambda c: c.execute(sql, [*changes.values(), self.run])):
            raise _gone(self.run, f"its row in {self._schema}.{RUN_TABLE} is gone")


def restore_journal(connection: Connection, schema: str, run: str, *, taking_away: bool) -> None:
    """Somebody dropped a table of the journal: a run that is only to be taken away needs no more than its ledger.

    Raises Changed where the run can't go on, or can't be taken away.
    """
    missing = [table for table in JOURNAL_TABLES if not table_exists(connection, schema, table)]
    if not missing:
        return
    if LEDGER_TABLE in missing:
        raise _gone(run, f"{schema}.{LEDGER_TABLE} is gone")
    if not taking_away:
        raise Changed(
            f"the journal of run {run} is not whole: {', '.join(missing)} of {schema} is gone",
            remedy="Call 'online-alter abort' (after the cutover 'cleanup'), and begin again.",
        )
    connection.run_all(statements.create_journal(schema))


def _gone(run: str, what: str) -> Changed:
    return Changed(
        f"the journal of run {run} was taken away: {what}",
        remedy=f"Nothing can go on without. Drop the triggers {PREFIX}{run}_… first, then the tables …{PREFIX}{run}_new or "
        f"…{PREFIX}{run}_old that are not in use, and begin again.",
    )


def begin_run(connection: Connection, draft: Draft, estimated_rows: int) -> None:
    """Make the journal if there is none, and the run's row in it."""
    connection.run_all(statements.create_journal(draft.schema))
    values = (
        draft.names.run, draft.names.original, draft.plan.name, draft.plan.as_json(), State.PREPARING.value, "shadow",
        draft.server.identity, draft.original.definition, "", "", "", "[]", "[]", "", estimated_rows,
        statements.JOURNAL_VERSION, onlinealter.__version__,
    )  # fmt: skip
    connection.execute(statements.insert_run(draft.schema), values)


def _record(row: Row) -> RunRecord:
    given = dict(zip(statements.RUN_COLUMNS, row, strict=True))
    last = given.pop("last_key")
    return RunRecord(
        **{
            **given,
            "plan": Plan.from_json(given["plan"]),
            "state": State(given["state"]),
            "deferred": tuple(DeferredIndex(name, definition) for name, definition in json.loads(given["deferred"])),
            "children": from_text(given["children"]),
            "last_key": _key(last),
            "last_key_known": last is not None,
            "pause_requested": bool(given["pause_requested"]),
            **{name: given[name] or "" for name in ("changes", "waiting", "binlog_use")},
            "carrying": Turn.from_json(given["carrying"]) if given["carrying"] else None,
        }
    )


def _key(text: str | None) -> Key | None:
    found = json.loads(text) if text else None
    return None if found is None else tuple(found)
