"""The run's durable record: its row, its chunks, its conflicts, and the ledger of what it made."""

from __future__ import annotations

import json
import math
import os
import socket
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

import onlinealter
from onlinealter.engine import conflict_store, statements
from onlinealter.engine.conflict_store import Conflict
from onlinealter.engine.journal_values import is_run_id, read_values
from onlinealter.engine.journal_versions import read_columns
from onlinealter.engine.person import who_am_i
from onlinealter.model.errors import Changed, ServerError
from onlinealter.model.measured import Measured
from onlinealter.model.plan import Plan
from onlinealter.model.states import State
from onlinealter.mysql import error_numbers
from onlinealter.mysql.connection import Connection, Row
from onlinealter.mysql.reconnecting import ReconnectingConnection
from onlinealter.planning.resolved_plan import ResolvedPlan
from onlinealter.sql import quoting
from onlinealter.tables.children import ChildKey, as_text
from onlinealter.tables.copy_key import Key
from onlinealter.tables.existing_triggers import SwappedTriggers
from onlinealter.tables.facts import table_exists
from onlinealter.tables.indexes import DeferredIndex
from onlinealter.tables.names import JOURNAL_TABLES, LEDGER_TABLE, PREFIX, RUN_TABLE, Names

_T = TypeVar("_T")
PASSED, FAILED = "passed", "failed"
NOBODYS = "0:0"
"""The identity of no table: what the run knew by this is not its own any more."""

_TRIES = 3
_LONGEST_FAILURE = 2000  # characters


@dataclass(frozen=True)
class RunRecord:
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
    carrying: SwappedTriggers | None = None
    generation: int = 0
    verified_generation: int = -1
    verified_at: datetime | None = None
    begun_by: str = ""
    measured: Measured = Measured()
    plan_text: str = ""
    damaged: tuple[str, ...] = ()

    @property
    def proven(self) -> bool:
        """Whether the verification succeeded, and nothing was written by us since it began."""
        return self.verification == PASSED and self.verified_generation == self.generation


@dataclass(frozen=True)
class Made:
    """A line of the ledger: a table or trigger that the run made or was about to make, and how it is known again."""

    kind: str
    name: str
    made: bool
    gone: bool
    identity: str = ""


def read_runs(connection: Connection, schema: str, table: str = "") -> tuple[RunRecord, ...]:
    """The runs of a table, or of all, the oldest first; none without a journal."""
    columns = read_columns(connection, schema)
    if not columns:
        return ()
    condition, values = ("table_name = %s", [table]) if table else ("TRUE", [])
    rows = connection.rows(statements.select_runs(schema, condition=condition, columns=columns), values)
    if len(rows) > statements.MOST_RUNS:
        raise Changed(
            f"{schema}.{RUN_TABLE} has more than {statements.MOST_RUNS:,} runs",
            remedy=f"Delete those that are over: DELETE FROM {quoting.table_name(schema, RUN_TABLE)}"
            " WHERE state IN ('done', 'aborted');",
        )
    return tuple(_record(row) for row in rows if is_run_id(row[0]))


def trigger_identities(connection: Connection, schema: str, run: str) -> dict[str, str]:
    """When each of a run's triggers was made, by name."""
    rows = connection.rows(statements.select_ledger(schema), [run])
    return {str(name): str(identity or "") for _, kind, name, _, gone, identity in rows if kind == "trigger" and not gone}


def is_marked(connection: Connection, schema: str, run: str, kind: str) -> bool:
    """Whether the ledger has a line of this kind, whatever has become of what it names."""
    return any(str(row[1]) == kind for row in connection.rows(statements.select_ledger(schema), [run]))


class Journal:
    """Reads and writes one run's record; every statement may be repeated after a lost connection."""

    def __init__(self, reconnecting: ReconnectingConnection, schema: str, run: str) -> None:
        self._reconnecting = reconnecting
        self._lock = threading.RLock()
        self._schema = schema
        self.run = run

    def of(self, run: str) -> Journal:
        """That of another run of the table, over the same connection."""
        return Journal(self._reconnecting, self._schema, run)

    def ask(self, question: Callable[[Connection], _T]) -> _T:
        """Ask the primary something over the journal's connection."""
        with self._lock:
            return self._reconnecting.retry(question)

    def _own(self, question: Callable[[Connection], _T]) -> _T:
        """Ask the journal's own tables. Raises Changed when somebody dropped one."""
        try:
            return self.ask(question)
        except ServerError as error:
            if error.number != error_numbers.NO_SUCH_TABLE:
                raise
            raise _gone(self.run, error.text) from error

    def close(self) -> None:
        with self._lock:
            self._reconnecting.close()

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
        """Say that no process attached; which one was the last stays, for the history."""
        self._set({"owner_since": None, "waiting": ""})

    def fail(self, text: str) -> None:
        """Keep why the run stopped."""
        self._set({"failure": text[:_LONGEST_FAILURE]})

    def identify(self, *, original_id: str, shadow_id: str, original_definition: str, new_definition: str) -> None:
        """Keep how both tables are known again."""
        ids = {"original_id": original_id, "shadow_id": shadow_id}
        self._set(ids | {"original_definition": original_definition, "new_definition": new_definition})

    def disclaim(self) -> None:
        """Neither table counts as one of the run's any more: nothing is swapped, swapped back or dropped."""
        self._set({"original_id": NOBODYS, "shadow_id": NOBODYS})

    def take_method(self, method: str) -> None:
        """Keep how the change is made."""
        self._set({"method": method})

    def defer(self, indexes: tuple[DeferredIndex, ...]) -> None:
        """Keep the text of the indexes that are built later."""
        self._set({"deferred": json.dumps([[index.name, index.definition] for index in indexes])})

    def keep_children(self, children: tuple[ChildKey, ...]) -> None:
        """Keep other tables' keys as they were before they were doubled."""
        self._set({"children": as_text(children)})

    def carry(self, turn: SwappedTriggers | None) -> None:
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

    def wrote(self) -> None:
        """Rows are written by us, or may have been missed: what was proven before counts no more."""
        self._own(lambda c: c.execute(statements.end_generation(self._schema), [self.run]))

    def verified(self, outcome: str, generation: int) -> None:
        """Keep what the verification of a generation said, and when."""
        values = [outcome, generation, self.run]
        self._own(lambda c: c.execute(statements.keep_proof(self._schema), values))

    def prove_again(self, generation: int) -> None:
        """What was written since the last proof is compared: that proof counts for this generation, and is no younger."""
        self._set({"verification": PASSED, "verified_generation": generation})

    def seconds_since_proof(self) -> float:
        """How long ago that was, by the server's clock; for ever where there was none."""
        seconds = self.ask(lambda c: c.value(statements.seconds_since_proof(self._schema), [self.run]))
        return math.inf if seconds is None else float(seconds)

    def pause(self, paused: bool) -> None:
        """Ask the run to pause, or to go on."""
        order = statements.give_order if paused else statements.take_order_back
        self._write(order(self._schema, statements.PAUSE), [self.run])

    def ask_to_stop(self) -> None:
        """Ask the process at work to stop where the run can go on; the next one to own the run isn't asked."""
        self._write(statements.give_order(self._schema, statements.STOP), [self.run])

    def change(self, merge: Callable[[str], str]) -> None:
        """Change the settings that hold from now on: ``merge`` is given the text so far and gives the new one."""

        def changed(connection: Connection) -> None:
            connection.execute("BEGIN")
            before = connection.value(statements.hold_changes(self._schema), [self.run])
            sql = statements.update_run(self._schema, ("changes",))
            connection.execute(sql, [merge(str(before or "")), self.run])
            connection.execute("COMMIT")

        self.ask(changed)

    def keep_counts(self, counts: Mapping[str, str]) -> None:
        """Keep how much binlog the copy has written, or what the run has measured: the column's text by its name."""
        self._set(counts)

    def set_marker(self) -> int:
        """Set a mark for the replicas to arrive at."""
        self.ask(lambda c: c.execute(statements.set_marker(self._schema), [self.run]))
        return int(self.ask(lambda c: c.value(statements.read_marker(self._schema), [self.run])))

    def seconds_since_copy(self) -> float:
        """How long ago the copy ended, by the server's clock."""
        return float(self.ask(lambda c: c.value(statements.seconds_since_copy(self._schema), [self.run])) or 0)

    def conflicts(self, *, back: bool, after: bytes = b"", most: int = 100) -> tuple[Conflict, ...]:
        """Some open conflicts of one direction, behind the one with that digest."""
        read = conflict_store.read_conflicts
        rows = self.ask(lambda c: read(c, self._schema, self.run, back=back, most=most, after=after))
        return tuple(
            Conflict(tuple(str(key).split(",")), int(error), int(seen), digest) for digest, key, error, seen in rows
        )

    def count_conflicts(self, *, back: bool) -> int:
        """How many conflicts are open in one direction."""
        return self.ask(lambda c: conflict_store.count_conflicts(c, self._schema, self.run, back=back))

    def settle(self, conflict: Conflict, *, back: bool) -> None:
        """A conflict is no more, unless it was met again since it was read."""
        table, values = self.record().table_name, [self.run, int(back), conflict.digest.hex(), conflict.seen]
        self.ask(lambda c: conflict_store.settle_conflict(c, self._schema, table, values))

    def forget_conflicts(self, *, back: bool) -> None:
        table = self.record().table_name
        self.ask(lambda c: conflict_store.forget_conflicts(c, self._schema, table, self.run, back=back))

    def ledger(self) -> tuple[Made, ...]:
        """What the run made or was about to make, in that order."""
        rows = self._own(lambda c: c.rows(statements.select_ledger(self._schema), [self.run]))
        return tuple(
            Made(str(kind), str(name), bool(made), bool(gone), str(identity or ""))
            for _, kind, name, made, gone, identity in rows
        )

    def intend(self, kind: str, name: str) -> None:
        """Write down that something is about to be made; before it is."""
        if not any(entry.kind == kind and entry.name == name and not entry.gone for entry in self.ledger()):
            values = [self.run, kind, name, self.run]
            self.ask(lambda c: c.execute(statements.insert_ledger(self._schema), values))

    def note_made(self, kind: str, name: str, identity: str = "") -> None:
        """It is there, and how it is known again."""
        sql = statements.note_made(self._schema)
        self.ask(lambda c: c.execute(sql, [identity, self.run, kind, name]))

    def note_gone(self, kind: str, name: str) -> None:
        """It is no more."""
        sql = statements.note_gone(self._schema)
        self.ask(lambda c: c.execute(sql, [self.run, kind, name]))

    def _set(self, changes: Mapping[str, Any]) -> None:
        self._write(statements.update_run(self._schema, tuple(changes)), [*changes.values(), self.run])

    def _write(self, sql: str, values: list[Any]) -> None:
        if not self._own(lambda c: c.execute(sql, values)):
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
            remedy="Call 'online-alter abort' (after the cutover 'cleanup'), and start again.",
        )
    connection.run_all(statements.create_journal(schema))


def _gone(run: str, what: str) -> Changed:
    return Changed(
        f"the journal of run {run} was taken away: {what}",
        remedy=f"Nothing can go on without. Drop the triggers {PREFIX}{run}_… first, then the tables …{PREFIX}{run}_new or "
        f"…{PREFIX}{run}_old that are not in use, and start again.",
    )


def begin_run(connection: Connection, resolved: ResolvedPlan, estimated_rows: int) -> None:
    """Make the journal if there is none, and the run's row in it."""
    names, place = resolved.names, (resolved.schema, resolved.server.identity)
    _add_run(connection, place, names, resolved.plan, State.PREPARING, resolved.original.definition, estimated_rows)


def note_done(connection: Connection, schema: str, identity: str, run: str, plan: Plan) -> None:
    """Journal a plan that there was nothing to do for as a run that is over, so that it is known to be done with."""
    _add_run(connection, (schema, identity), Names(run, plan.table), plan, State.DONE)


def _add_run(
    connection: Connection,
    place: tuple[str, str],
    names: Names,
    plan: Plan,
    state: State,
    definition: str = "",
    estimated_rows: int = 0,
) -> None:
    schema, identity = place
    values = (
        names.run, names.original, plan.name, plan.as_json(), state.value, "shadow",
        identity, definition, "", "", "", "[]", "[]", "", estimated_rows,
        statements.JOURNAL_VERSION, onlinealter.__version__, who_am_i(),
    )  # fmt: skip
    for attempt in range(_TRIES):
        connection.run_all(statements.create_journal(schema))
        try:
            connection.execute(statements.insert_run(schema), values)
        except ServerError as error:
            if error.number != error_numbers.NO_SUCH_TABLE or attempt == _TRIES - 1:
                raise
        else:
            return  # otherwise 'cleanup --journal' came between the two


def _record(row: Row) -> RunRecord:
    given = dict(zip(statements.RUN_COLUMNS, row, strict=True))
    values, damaged = read_values(given)
    values |= {name: given[name] or "" for name in ("changes", "waiting")}
    values["pause_requested"] = bool(int(given["pause_requested"] or 0) & statements.PAUSE)
    return RunRecord(
        **values, last_key_known=given["last_key"] is not None, plan_text=str(given["plan"]), damaged=tuple(damaged)
    )
