"""What the server can change by itself it changes by itself: no row is copied, and the way back is tried."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

import pytest

from onlinealter.engine.alteration import advance, check, planned
from onlinealter.engine.stop import StopFlag
from onlinealter.engine.target import Choices, Target
from onlinealter.model.errors import Changed, Refused
from onlinealter.model.events import CopyAdvanced, Found, IndexesBuilding, Notice, StatementRan
from onlinealter.model.plan import Plan, Rollback, Strategy
from onlinealter.model.states import Phase
from onlinealter.mysql.connection import Connection
from tests.integration.engine.alterations import JOURNAL, TO_CUTOVER, TO_VERIFY, WHOLE, Recorder, objects, run, settings
from tests.servers import Schema

_TABLE = (
    "CREATE TABLE {} (id INT NOT NULL AUTO_INCREMENT PRIMARY KEY, name VARCHAR(20) NOT NULL DEFAULT 'none', amount INT"
    " COMMENT 'in cents', kind ENUM('a','b') DEFAULT 'a', moment TIMESTAMP NULL, KEY name (name), KEY amount (amount, name))"
    " COMMENT = 'old'"
)
_CHANGES = {
    "varchar widened": "MODIFY name VARCHAR(50) NOT NULL DEFAULT 'none'",
    "default set": "ALTER COLUMN name SET DEFAULT 'other'",
    "default dropped": "ALTER COLUMN name DROP DEFAULT",
    "column comment": "MODIFY amount INT COMMENT 'in euros'",
    "table comment": "COMMENT = 'new'",
    "index dropped": "DROP INDEX amount",
    "index renamed": "RENAME INDEX amount TO amount_and_name",
    "member appended": "MODIFY kind ENUM('a','b','c') DEFAULT 'a'",
    "column renamed": "RENAME COLUMN amount TO cents",
    "column added last": "ADD COLUMN note VARCHAR(20)",
    "column added first": "ADD COLUMN note INT NOT NULL DEFAULT 5 FIRST",
    "counter raised": "AUTO_INCREMENT = 7000",
    "statistics": "STATS_PERSISTENT = 1",
    "several at once": "RENAME COLUMN amount TO cents, DROP INDEX name, COMMENT = 'new'",
}
_COPIED_BACK = {"varchar widened", "member appended"}
_HIDDEN = {"mysql": "ALTER INDEX amount INVISIBLE", "mariadb-10.11": "ALTER INDEX amount IGNORED"}


def _make(schema: Schema, *tables: str, rows: int = 200) -> None:
    with schema.connect() as connection:
        for table in tables:
            connection.execute(_TABLE.format(table))
            values = ", ".join(f"('name {number}', {number % 50})" for number in range(rows))
            if rows:
                connection.execute(f"INSERT INTO {table} (name, amount) VALUES {values}")


def _definition(connection: Connection, table: str) -> str:
    text = str(connection.rows(f"SHOW CREATE TABLE {table}")[0][1]).replace(f"`{table}`", "`t`")
    lines = text.split("\n")
    return "\n".join([*sorted(line.rstrip(",") for line in lines[:-1] if "KEY" in line), *(
        line for line in lines if "KEY" not in line)]).split(" AUTO_INCREMENT=")[0]  # fmt: skip


def _plan(alter: str, strategy: Strategy = Strategy.AUTO, **changes: object) -> Plan:
    return Plan("goods", (alter,), settings=settings(strategy=strategy, **changes))


def _alone(target: Target) -> Target:
    return replace(target, replicas=())


@contextmanager
def _writing(schema: Schema) -> Iterator[list[Exception]]:
    """One application that writes all the time, in columns that no change here takes away."""
    over, errors = threading.Event(), list[Exception]()

    def write() -> None:
        with schema.connect() as connection:
            number = 0
            while not over.is_set():
                number += 1
                try:
                    connection.execute(f"INSERT INTO goods (name, moment) VALUES ('n {number}', NOW())")
                    connection.execute(f"UPDATE goods SET name = 'm {number}' WHERE id = {number % 200 + 1}")
                except Exception as error:  # noqa: BLE001 - each error of the application is one too many
                    errors.append(error)

    writer = threading.Thread(target=write)
    writer.start()
    try:
        yield errors
    finally:
        over.set()
        writer.join()


def _changes_of(schema: Schema) -> dict[str, str]:
    return _CHANGES | {"index hidden": _HIDDEN[schema.kind.value]}


@pytest.mark.parametrize("what", [*_CHANGES, "index hidden"])
def test_a_change_of_metadata_copies_no_row_and_goes_back(schema: Schema, what: str) -> None:
    """As the server's own ALTER would have it, beside a writer who meets no error."""
    alter = _changes_of(schema)[what]
    _make(schema, "goods", "twin")
    target, recorder = schema.target("goods", _plan(alter)), Recorder()
    with schema.connect() as connection, _writing(schema) as errors:
        before = _definition(connection, "goods")
        run(target, TO_CUTOVER, recorder)
        connection.execute(f"ALTER TABLE twin {alter}")
        assert _definition(connection, "goods") == _definition(connection, "twin")
        assert not recorder.of(CopyAdvanced)
        assert any(event.text.startswith("metadata:") for event in recorder.of(Notice))
        back = Recorder()
        run(target, (Phase.ROLLBACK,), back)
        assert bool(back.of(CopyAdvanced)) is (what in _COPIED_BACK)
        assert _definition(connection, "goods") == before
        run(target, (Phase.CLEANUP if what in _COPIED_BACK else Phase.ABORT,))
    assert not errors
    with schema.connect() as connection:
        assert objects(connection, schema) == ({"goods", "twin", *JOURNAL}, set())


def test_several_alters_are_made_as_one_where_that_is_the_same(schema: Schema) -> None:
    """No row is copied, and they go back together; where each stands on the one before, rows are copied."""
    _make(schema, "goods", "twin", rows=20)
    alters = (
        "ALTER COLUMN name SET DEFAULT 'x'",
        "RENAME INDEX amount TO amounts -- then",
        "COMMENT = 'new', STATS_PERSISTENT = 1",
    )
    target, recorder = schema.target("goods", replace(_plan(""), alter=alters)), Recorder()
    with schema.connect() as connection:
        before = _definition(connection, "goods")
        for alter in alters:
            connection.execute(f"ALTER TABLE twin {alter}")
        run(target, TO_CUTOVER, recorder)
        assert any(event.text.startswith("metadata:") for event in recorder.of(Notice))
        assert _definition(connection, "goods") == _definition(connection, "twin")
        run(target, (Phase.ROLLBACK, Phase.ABORT))
        assert _definition(connection, "goods") == before
    chained = replace(_plan(""), alter=("ADD COLUMN more INT", "RENAME COLUMN more TO other"))
    expected, tried = Recorder(), Recorder()
    check(schema.target("goods", chained), expected)
    assert any("its ALTERs in one" in found.finding.message for found in expected.of(Found))
    run(schema.target("goods", chained), TO_VERIFY, tried)
    assert any(event.text.startswith("rows are copied: in place but for its ALTERs in one") for event in tried.of(Notice))
    run(schema.target("goods", chained), (Phase.ABORT,))


def test_lowering_a_counter_goes_as_metadata_and_back(schema: Schema) -> None:
    """As far as the rows allow, like the server's own ALTER."""
    _make(schema, "goods", rows=3)
    with schema.connect() as connection:
        connection.execute("ALTER TABLE goods AUTO_INCREMENT = 9000")
        target, recorder = schema.target("goods", _plan("AUTO_INCREMENT = 2")), Recorder()
        run(target, TO_CUTOVER, recorder)
        assert any(event.text.startswith("metadata:") for event in recorder.of(Notice))
        connection.execute("INSERT INTO goods (name) VALUES ('a')")
        assert connection.value("SELECT MAX(id) FROM goods") == 4
        run(target, (Phase.ROLLBACK,))
        connection.execute("INSERT INTO goods (name) VALUES ('b')")
        assert connection.value("SELECT MAX(id) FROM goods") == 9000
        run(target, (Phase.ABORT,))


def test_an_index_is_built_by_the_server_where_no_replica_waits(schema: Schema) -> None:
    """One online ALTER beside a writer; rollback drops the index."""
    _make(schema, "goods", "twin")
    alter, recorder = "ADD INDEX moment (moment), ADD INDEX kind (kind)", Recorder()
    with schema.connect() as connection, _writing(schema) as errors:
        before = _definition(connection, "goods")
        run(schema.target("goods", _plan(alter)), TO_CUTOVER, recorder)
        connection.execute(f"ALTER TABLE twin {alter}")
        assert _definition(connection, "goods") == _definition(connection, "twin")
        assert not recorder.of(CopyAdvanced)
        assert recorder.of(IndexesBuilding)
        built = [event for event in recorder.of(StatementRan) if "ADD INDEX" in event.sql]
        assert [("ALGORITHM" in event.sql, "LOCK=NONE" in event.sql) for event in built] == [(True, True)]
        run(schema.target("goods", _plan(alter)), (Phase.ROLLBACK, Phase.ABORT))
        assert _definition(connection, "goods") == before
    assert not errors


@pytest.mark.parametrize("named", [True, False], ids=["named", "only attached"])
def test_with_a_replica_that_may_not_wait_the_index_comes_by_the_shadow(schema: Schema, named: bool) -> None:
    """The replica stands still for as long as the build takes."""
    _make(schema, "goods")
    target = schema.target("goods", _plan("ADD INDEX moment (moment)", max_index_build=0.0))
    recorder = Recorder()
    run(target if named else _alone(target), WHOLE, recorder)
    assert recorder.of(CopyAdvanced)
    assert any("max_index_build" in event.text for event in recorder.of(Notice))


@pytest.mark.parametrize(
    ("alter", "strategy", "why"),
    [
        ("MODIFY amount BIGINT COMMENT 'in cents'", Strategy.METADATA, "write the rows again"),
        ("MODIFY amount BIGINT COMMENT 'in cents'", Strategy.NATIVE, "write the rows again"),
        ("ADD INDEX moment (moment)", Strategy.METADATA, "read the rows"),
        ("DROP COLUMN moment", Strategy.METADATA, "no rollback"),
        ("FORCE", Strategy.NATIVE, "write the rows again"),
    ],
)
def test_a_strategy_that_cannot_be_is_refused_by_name(schema: Schema, alter: str, strategy: Strategy, why: str) -> None:
    """A check warns of it, prepare refuses and leaves nothing."""
    _make(schema, "goods")
    target = schema.target("goods", _plan(alter, strategy))
    assert any(strategy.value in each.message and "refused" in each.message for each in check(target, Recorder()))
    with pytest.raises(Refused, match=why):
        run(target, TO_CUTOVER)
    with schema.connect() as connection:
        assert objects(connection, schema) == ({"goods", *JOURNAL}, set())


@pytest.mark.parametrize(
    ("alter", "strategy", "changes"),
    [
        ("ADD UNIQUE INDEX pair (id, moment)", Strategy.NATIVE, {}),
        ("DROP COLUMN moment", Strategy.METADATA, {"rollback": Rollback.NONE}),
        ("DROP COLUMN moment", Strategy.AUTO, {"rollback": Rollback.NONE}),
    ],
)
def test_what_auto_leaves_to_the_shadow_can_be_had(
    schema: Schema, alter: str, strategy: Strategy, changes: dict[str, object]
) -> None:
    """By name, or where the way back is given up."""
    _make(schema, "goods", "twin")
    recorder = Recorder()
    run(schema.target("goods", _plan(alter, strategy, **changes)), WHOLE, recorder)
    assert not recorder.of(CopyAdvanced)
    with schema.connect() as connection:
        connection.execute(f"ALTER TABLE twin {alter}")
        assert _definition(connection, "goods") == _definition(connection, "twin")


@pytest.mark.parametrize("alter", ["DROP COLUMN moment", "ADD UNIQUE INDEX pair (id, moment)"])
def test_what_would_lose_something_is_copied(schema: Schema, alter: str) -> None:
    """Values that rollback is to bring back; duplicates that are to be named."""
    _make(schema, "goods")
    recorder = Recorder()
    run(schema.target("goods", _plan(alter)), TO_CUTOVER, recorder)
    assert recorder.of(CopyAdvanced)


def test_rows_that_the_old_definition_cannot_hold_are_named(schema: Schema) -> None:
    """Nothing is changed."""
    _make(schema, "goods")
    with schema.connect() as connection:
        connection.execute("ALTER TABLE goods ADD UNIQUE INDEX once (moment)")
        target = schema.target("goods", _plan("DROP INDEX once", Strategy.METADATA))
        run(target, TO_CUTOVER)
        after = _definition(connection, "goods")
        connection.execute("UPDATE goods SET moment = '2026-01-02 03:04:05' WHERE id IN (7, 8)")
        with pytest.raises(Refused, match="don't fit") as refused:
            run(target, (Phase.ROLLBACK,))
        assert any("the unique key once" in finding.message for finding in refused.value.findings)
        assert _definition(connection, "goods") == after
    run(target, (Phase.CLEANUP,))


def test_another_table_in_the_keepers_place_says_nothing_of_the_old_definition(schema: Schema) -> None:
    """It is known by its identity, and neither altered after nor dropped with rows."""
    _make(schema, "goods")
    target = schema.target("goods", _plan("COMMENT = 'new'"))
    status = run(target, TO_CUTOVER)
    with schema.connect() as connection:
        connection.execute(f"DROP TABLE {status.retired}")
        connection.execute(f"CREATE TABLE {status.retired} (id INT PRIMARY KEY)")
        connection.execute(f"INSERT INTO {status.retired} VALUES (1)")
        before = _definition(connection, "goods")
        with pytest.raises(Changed, match="keeps the old definition"):
            run(target, (Phase.ROLLBACK,))
        with pytest.raises(Changed, match="left alone"):
            run(target, (Phase.CLEANUP,))
        assert _definition(connection, "goods") == before
        assert connection.value(f"SELECT COUNT(*) FROM {status.retired}") == 1


@pytest.mark.parametrize("column", ["original_definition", "new_definition", "method"])
def test_a_journal_that_others_wrote_to_gives_no_statement(schema: Schema, column: str) -> None:
    """The definitions are the servers', and the way is tried again."""
    _make(schema, "goods")
    target = schema.target("goods", _plan("DROP INDEX amount"))
    run(target, TO_VERIFY)
    forged = "native" if column == "method" else "(\n  `id` int NOT NULL COMMENT 'forged',\n) ENGINE=InnoDB"
    with schema.connect() as connection:
        before = _definition(connection, "goods")
        connection.execute(f"UPDATE _oa_run SET {column} = %s", [forged])
        with pytest.raises((Changed, Refused)):
            run(target, (Phase.CUTOVER, Phase.ROLLBACK))
        assert "forged" not in _definition(connection, "goods")
        assert _definition(connection, "goods") in (before, before.replace("  KEY `amount` (`amount`,`name`)\n", ""))
        altered = _definition(connection, "goods") != before
        run(target, (Phase.CLEANUP if altered else Phase.ABORT,))
        assert objects(connection, schema) == ({"goods", *JOURNAL}, set())


@pytest.mark.parametrize("deed", ["ALTER TABLE goods ADD COLUMN theirs INT", "TRUNCATE TABLE goods"])
def test_what_others_do_to_the_table_meanwhile_ends_the_run(schema: Schema, deed: str) -> None:
    """Before the cutover; abort leaves the table as it is then."""
    _make(schema, "goods")
    target = schema.target("goods", _plan("COMMENT = 'new'"))
    run(target, TO_VERIFY)
    with schema.connect() as connection:
        connection.execute(deed)
        before = _definition(connection, "goods")
        with pytest.raises(Changed, match="somebody altered"):
            run(target, (Phase.CUTOVER,))
        run(target, (Phase.ABORT,))
        assert _definition(connection, "goods") == before
        assert objects(connection, schema) == ({"goods", *JOURNAL}, set())


def test_check_and_plan_say_how_and_write_nothing(schema: Schema) -> None:
    """With the way back, and what the next cheaper strategy lacks."""
    _make(schema, "goods")
    with schema.connect() as connection:
        before = objects(connection, schema)
        for alter, words in (
            ("MODIFY kind ENUM('a','b','c') DEFAULT 'a'", ("metadata", "a rollback needs a copy", "prepare tries it")),
            ("ADD INDEX moment (moment)", ("native", "ADD INDEX moment", "DROP INDEX `moment`")),
            ("MODIFY amount BIGINT COMMENT 'in cents'", ("shadow", "MODIFY amount", "rows are written again")),
            (
                "COMMENT = 'new', MODIFY name VARCHAR(20) CHARACTER SET latin1 NOT NULL DEFAULT 'none',"
                " MODIFY amount BIGINT COMMENT 'in cents'",
                ("in place but for MODIFY name: charset changes, MODIFY amount: int", "becomes bigint"),
            ),
        ):
            target = schema.target("goods", _plan(alter))
            said = next(each.message for each in check(target, Recorder()) if each.check == "strategy")
            assert all(word in said for word in words), said
            assert bool(dict(planned(target))[Phase.VERIFY]) == ("shadow" in said)
        assert objects(connection, schema) == before


def test_nothing_is_done_twice(schema: Schema) -> None:
    """The same command after its end finds nothing to do."""
    _make(schema, "goods")
    target = schema.target("goods", _plan("DROP INDEX amount"))
    run(target, WHOLE)
    assert advance(target, WHOLE, Recorder(), StopFlag(), Choices()) is None


def test_a_run_that_an_older_tool_has_begun_is_ended(schema: Schema) -> None:
    """It has kept no table, and knows only INSTANT."""
    _make(schema, "goods")
    target = schema.target("goods", _plan("ADD COLUMN note VARCHAR(20)"))
    status = run(target, TO_VERIFY)
    with schema.connect() as connection:
        before = _definition(connection, "goods")
        connection.execute("UPDATE _oa_run SET method = 'instant', original_id = '', shadow_id = ''")
        connection.execute(f"DROP TABLE {status.retired}")
        run(target, (Phase.CUTOVER,))
        assert "note" in _definition(connection, "goods")
        run(target, (Phase.ROLLBACK,))
        assert _definition(connection, "goods") == before
        run(target, (Phase.VERIFY, Phase.CUTOVER, Phase.CLEANUP))
        assert objects(connection, schema) == ({"goods", *JOURNAL}, set())
