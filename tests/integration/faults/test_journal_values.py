"""Whatever stands in a column of the journal, each command succeeds or says clearly what is wrong; nothing else happens.

Each column of each table meets each command, with one of many hostile values, the same ones each time.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from typing import Any

import pytest

from onlinealter.engine.alteration import advance, change_settings, read_status, set_paused
from onlinealter.engine.stop import StopFlag
from onlinealter.engine.target import Choices, Target
from onlinealter.model.errors import OnlineAlterError, ServerError
from onlinealter.model.plan import Plan
from onlinealter.model.states import Phase, State
from onlinealter.mysql import connection as sessions
from onlinealter.mysql.connection import Connection
from onlinealter.sql import quoting
from tests.integration.engine.alterations import TO_CUTOVER, TO_VERIFY, Recorder, make_customers, run, settings
from tests.servers import Schema

_MARK = "intruder"
_USER = f"CREATE USER {_MARK} IDENTIFIED BY 'Pw-17_xyz'"
_TEXTS = (
    f"x'; {_USER}; -- ",
    f"1; {_USER}",
    f"` ; {_USER}; -- {_MARK} `",
    f"*/ {_USER}; /* {_MARK}",
    f"\\'; {_USER}; -- {_MARK} \\",
    "payments",
    f"mysql`.`user {_MARK}",
    f'["{_MARK}", 1, null, {{"a": [["{_MARK}"]]}}]',
    f'{{"settings": {{"disk_command": "touch {_MARK}"}}, "alter": "{_MARK}"}}',
    "[" * 5_000,
    _MARK * 7_000,
    f"\0\x1b[2J\r\n{_MARK}\u202e\U0001f600",
    "",
)
_NUMBERS = (-(2**62), 2**62, -1, 0, 2**31 - 1, 127)
_MOMENTS = ("1000-01-01 00:00:00", "9999-12-31 23:59:59.999999", "2026-01-01 00:00:00")
_TABLES = ("_oa_run", "_oa_chunk", "_oa_conflict", "_oa_ledger")
_LITERALS = re.compile(r"'(?:[^'\\]|''|\\.)*'|`(?:[^`]|``)*`", re.DOTALL)


@dataclass(frozen=True)
class Column:
    """A column of the journal, and how much it takes."""

    table: str
    name: str
    kind: str
    length: int

    def value(self, turn: int) -> Any:
        """One of the values that may be put there."""
        if self.kind in ("bigint", "int", "tinyint", "double"):
            bound = {"int": 2**31 - 1, "tinyint": 127}.get(self.kind, 2**62)
            return max(-bound, min(bound, _NUMBERS[turn % len(_NUMBERS)]))
        if self.kind == "datetime":
            return _MOMENTS[turn % len(_MOMENTS)]
        return _TEXTS[turn % len(_TEXTS)][: self.length]


@dataclass
class Journal:
    """The journal as it is, to be put back, and what is put into it."""

    connection: Connection
    rows: dict[str, list[tuple[Any, ...]]] = field(default_factory=dict)

    def columns(self) -> list[Column]:
        found = self.connection.rows(
            "SELECT table_name, column_name, data_type, COALESCE(character_maximum_length, 0)"
            f" FROM information_schema.columns WHERE table_schema = DATABASE() AND table_name IN {_TABLES}"
            " ORDER BY table_name, ordinal_position"
        )
        return [Column(str(table), str(name), _text(kind), min(int(length), 60_000)) for table, name, kind, length in found]

    def keep(self) -> None:
        """As it is now."""
        self.rows = {table: self.connection.rows(f"SELECT * FROM {table}") for table in _TABLES}

    def put_back(self) -> None:
        """As it was kept."""
        self.connection.execute("BEGIN")
        for table, rows in self.rows.items():
            self.connection.execute(f"DELETE FROM {table}")
            for row in rows:
                self.connection.execute(f"INSERT INTO {table} VALUES ({', '.join(['%s'] * len(row))})", row)
        self.connection.execute("COMMIT")

    def put(self, column: Column, value: object) -> None:
        """Write a value into each row of a table that allows it, and see that there is one."""
        connection = self.connection
        connection.execute("INSERT IGNORE INTO _oa_conflict SELECT id, 0, REPEAT('x', 32), '7', 1406, 1 FROM _oa_run")
        connection.execute(
            "INSERT IGNORE INTO _oa_chunk SELECT id, 'copy', 9, 9, '[\"7\"]', '[\"9\"]', 2, 0.1, NULL, NULL FROM _oa_run"
        )
        connection.execute(f"UPDATE IGNORE {column.table} SET {quoting.name(column.name)} = %s", [value])


def _text(value: object) -> str:
    return value.decode() if isinstance(value, bytes | bytearray) else str(value)


@contextmanager
def _listened(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """Statements that hold a hostile text outside of a literal, or a name in quotes."""
    loud: list[str] = []
    sent = Connection._run

    def listening(self: Connection, sql: str, parameters: Any) -> Any:
        if _MARK in _LITERALS.sub("", sql) and not sql.startswith(("SELECT COUNT(*) FROM mysql.user", "UPDATE IGNORE")):
            loud.append(sql)
        return sent(self, sql, parameters)

    with monkeypatch.context() as patch:
        patch.setattr(sessions.Connection, "_run", listening)
        yield loud


def _plan() -> Plan:
    return Plan(
        "customers",
        ("MODIFY name VARCHAR(40) NOT NULL, ADD KEY changed (changed)",),
        settings=settings(lock_timeout=3.0, max_pause=1.0),
    )


def _phase(phase: Phase, *, bare: bool = False) -> Callable[[Target], object]:
    def run_phase(target: Target) -> object:
        given = replace(target, plan=None) if bare else target
        return advance(given, [phase], Recorder(), StopFlag(), Choices())

    return run_phase


def _stays_as_it_was(connection: Connection) -> tuple[object, ...]:
    """What nobody may touch."""
    return (
        connection.rows("SELECT user, host FROM mysql.user ORDER BY 1, 2"),
        connection.rows("SHOW DATABASES LIKE '%intruder%'"),
        connection.rows("SELECT * FROM payments"),
        connection.rows("CHECKSUM TABLE payments"),
        connection.rows("SELECT id, name, amount FROM customers ORDER BY id"),
    )


def _tries(schema: Schema, journal: Journal, command: Callable[[Target], object], puts: list[tuple[Column, Any]]) -> str:
    for column, value in puts:
        journal.put(column, value)
    try:
        command(schema.target("customers", _plan()))
    except ServerError as error:
        return f"{error.message} {error.remedy}"
    except OnlineAlterError as error:
        return "" if error.message and error.remedy else f"{error!r} says not what to do"
    return ""


_LASTING: dict[str, Callable[[Target], object]] = {
    "status": read_status,
    "pause": lambda target: set_paused(target, False),
    "set": lambda target: change_settings(target, {"chunk_time": 0.2}),
    "verify": _phase(Phase.VERIFY),
    "verify without a plan": _phase(Phase.VERIFY, bare=True),
}
_VERIFICATIONS = ("verify", "verify without a plan")
_ENDING: dict[str, tuple[tuple[Phase, ...], Callable[[Target], object]]] = {
    "execute": ((Phase.PREPARE,), _phase(Phase.EXECUTE)),
    "cutover": (TO_VERIFY, _phase(Phase.CUTOVER)),
    "abort": (TO_VERIFY, _phase(Phase.ABORT)),
    "rollback": (TO_CUTOVER, _phase(Phase.ROLLBACK)),
    "cleanup": (TO_CUTOVER, _phase(Phase.CLEANUP)),
}


@pytest.fixture
def prepared(schema: Schema) -> Iterator[Connection]:
    """A session, and tables that are the application's."""
    make_customers(schema, 30)
    with schema.connect() as connection:
        connection.execute("CREATE TABLE payments (id INT PRIMARY KEY)")
        connection.execute("INSERT INTO payments VALUES (1)")
        connection.execute("SET SESSION sql_mode = ''")
        yield connection


def test_each_column_meets_commands_that_leave_the_run(
    schema: Schema, prepared: Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One column, one value, one command at a time: one that reads, one that notes something, one that works."""
    run(schema.target("customers", _plan()), TO_VERIFY)
    journal, before = Journal(prepared), _stays_as_it_was(prepared)
    journal.keep()
    with _listened(monkeypatch) as loud:
        for number, column in enumerate(journal.columns()):
            for turn, name in enumerate(("status", ("pause", "set")[number % 2], _VERIFICATIONS[number // 2 % 2])):
                command = _LASTING[name]
                said = _tries(schema, journal, command, [(column, column.value(number + 3 * turn))])
                assert not said, (name, column, said)
                assert not loud, (name, column, loud)
                journal.put_back()
    assert _stays_as_it_was(prepared) == before


@pytest.mark.parametrize("name", list(_ENDING))
def test_columns_meet_commands_that_change_the_run(
    schema: Schema, prepared: Connection, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    """Several columns at a time, so that a run has to be made again but a few times."""
    phases, command = _ENDING[name]
    target, groups = schema.target("customers", _plan()), 4
    for group in range(groups):
        run(target, phases)
        journal, before = Journal(prepared), _stays_as_it_was(prepared)
        journal.keep()
        columns = [column for column in journal.columns()[group::groups] if column.name not in ("state", "id", "run")]
        with _listened(monkeypatch) as loud:
            for part in range(2):
                puts = [(column, column.value(group + 5 * place)) for place, column in enumerate(columns[part::2])]
                said = _tries(schema, journal, command, puts)
                assert not said, (name, puts, said)
                assert not loud, (name, puts, loud)
        assert _stays_as_it_was(prepared) == before
        _begin_again(prepared)


_FORGED = (State.COPIED, State.VERIFIED, State.SWAPPING, State.SWAPPED, State.ROLLING_BACK, State.CLEANING, State.DONE)
_CHANGING = (Phase.CUTOVER, Phase.ROLLBACK, Phase.CLEANUP, Phase.ABORT)


@pytest.mark.parametrize("state", _FORGED, ids=str)
def test_a_state_that_the_run_has_not_reached_changes_no_table(schema: Schema, prepared: Connection, state: State) -> None:
    """The shadow is empty: whoever believed the journal would put it in front, or drop what is there."""
    target = schema.target("customers", _plan())
    run(target, (Phase.PREPARE,))
    journal, before = Journal(prepared), _stays_as_it_was(prepared)
    journal.keep()
    for phase in _CHANGING:
        prepared.execute("UPDATE _oa_run SET state = %s", [state.value])
        with suppress(OnlineAlterError):
            advance(replace(target, plan=None), [phase], Recorder(), StopFlag(), Choices())
        assert _stays_as_it_was(prepared) == before, phase
        journal.put_back()


def _begin_again(connection: Connection) -> None:
    """As if there had been no run."""
    for (trigger,) in connection.rows(
        "SELECT trigger_name FROM information_schema.triggers WHERE trigger_schema = DATABASE()"
    ):
        connection.execute(f"DROP TRIGGER {quoting.name(str(trigger))}")
    tables = [
        str(name)
        for (name,) in connection.rows("SELECT table_name FROM information_schema.tables WHERE table_schema = DATABASE()")
    ]
    if not any(name.endswith(("_new", "_old")) for name in tables) or "customers" in tables:
        rows = connection.rows("SELECT id, name, amount FROM customers")
        connection.execute(f"DROP TABLE {', '.join(quoting.name(name) for name in tables if name != 'payments')}")
        connection.execute(
            "CREATE TABLE customers (id INT NOT NULL AUTO_INCREMENT PRIMARY KEY, name VARCHAR(20) NOT NULL,"
            " amount INT, changed TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3) ON UPDATE CURRENT_TIMESTAMP(3),"
            " KEY name (name), KEY amount (amount, name))"
        )
        for row in rows:
            connection.execute("INSERT INTO customers (id, name, amount) VALUES (%s, %s, %s)", row)
