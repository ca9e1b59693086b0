"""One statement in, an exit code out."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from onlinealter.engine.plain_alter import alter_if_small
from onlinealter.engine.stop import StopFlag
from onlinealter.model.errors import Blocked
from onlinealter.model.events import StatementRan, WaitingForLock
from onlinealter.model.exit_codes import ExitCode
from onlinealter.model.plan import Plan, Settings
from tests.integration.apply.folders import ROWS, Place
from tests.integration.engine.alterations import JOURNAL, Recorder
from tests.integration.faults.deeds import Reacting

_TABLES = {"customers", "orders"}


@pytest.mark.parametrize("way", ["argument", "file", "stdin"])
def test_a_statement_is_a_whole_alteration(place: Place, tmp_path: Path, way: str) -> None:
    """However it is given; it can be rolled back until cleanup."""
    statement = f"/* why */ CREATE INDEX `by amount` ON `{place.schema.name}`.orders (amount DESC); -- done"
    (tmp_path / "change.sql").write_text(statement)
    words = {"argument": [statement], "file": ["--file", str(tmp_path / "change.sql")], "stdin": ["-"]}[way]
    answer = place.call("sql", *words, stdin=statement if way == "stdin" else "")
    assert answer.code == 0, answer.err
    assert answer.out == ""
    assert place.indexes("orders") == {"PRIMARY", "by amount"}
    assert [run.state for run in place.runs()] == ["swapped"]
    assert place.call("cleanup", "--table", "orders").code == 0
    back = place.call("sql", "DROP INDEX `by amount` ON orders", "--cleanup", "--set", "strategy=shadow")
    assert back.code == 0, back.err
    assert place.indexes("orders") == {"PRIMARY"}
    assert place.tables() == _TABLES | JOURNAL


@pytest.mark.parametrize(("most", "by_run"), [(ROWS, True), (ROWS + 1, False)])
def test_a_small_table_is_left_to_the_server(place: Place, most: int, by_run: bool) -> None:
    """Below so many rows; it says which way was taken, and a run leaves its journal."""
    answer = place.call("sql", "ALTER TABLE customers ADD COLUMN note TEXT", "--min-rows", str(most), "--cleanup")
    assert answer.code == 0, answer.err
    assert ("it is altered by a run" in answer.err) == by_run
    assert ("the server alters it by itself" in answer.err) != by_run
    assert place.tables() == (_TABLES | JOURNAL if by_run else _TABLES)
    assert place.columns("customers")["note"] == "text"


def test_a_run_under_way_goes_on_however_small_its_table(place: Place) -> None:
    """Another ALTER beside it would break it."""
    words = ("--table", "customers", "--alter", "ADD COLUMN note TEXT", "--set", "strategy=shadow")
    assert place.call("prepare", *words).code == 0
    answer = place.call("sql", "ALTER TABLE customers ADD COLUMN note TEXT", "--min-rows", "1000")
    assert answer.code == 0, answer.err
    assert "has a run that isn't over: the run goes on" in answer.err
    assert [run.state for run in place.runs()] == ["swapped"]


def test_the_servers_own_alter_waits_in_short_turns(place: Place) -> None:
    """A transaction that has used the table isn't joined by a queue of others; afterwards the ALTER is made."""
    target = place.schema.target("orders", Plan("orders", ("ADD COLUMN paid INT",), settings=Settings(lock_timeout=60)))
    with place.schema.connect() as application:
        application.execute("BEGIN")
        application.execute("UPDATE orders SET amount = 0 WHERE id = 1")
        recorder = Reacting({WaitingForLock: lambda: application.execute("COMMIT")})
        assert alter_if_small(target, ROWS + 1, recorder, StopFlag())
    assert recorder.of(WaitingForLock)
    assert "paid" in place.columns("orders")
    assert len(recorder.of(StatementRan)) == 1


def test_the_servers_own_alter_gives_up(place: Place) -> None:
    """After the setting lock_timeout, naming who stands in the way; the table is as it was."""
    target = place.schema.target("orders", Plan("orders", ("ADD COLUMN paid INT",), settings=Settings(lock_timeout=1)))
    with place.schema.connect() as application:
        application.execute("BEGIN")
        application.execute("UPDATE orders SET amount = 0 WHERE id = 1")
        with pytest.raises(Blocked, match="could not alter the table"):
            alter_if_small(target, ROWS + 1, Recorder(), StopFlag())
    assert "paid" not in place.columns("orders")


def test_two_at_once_alter_a_small_table_once_each(place: Place) -> None:
    """The second waits for the first one's lock."""
    plans = [Plan("orders", (f"ADD COLUMN {name} INT",)) for name in ("paid", "sent")]
    made = list[bool]()

    def alter(plan: Plan) -> None:
        made.append(alter_if_small(place.schema.target("orders", plan), ROWS + 1, Recorder(), StopFlag()))

    threads = [threading.Thread(target=alter, args=[plan]) for plan in plans]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert made == [True, True]
    assert {"paid", "sent"} <= set(place.columns("orders"))


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["DROP TABLE orders"], "DROP TABLE is not what online-alter runs"),
        (["ALTER TABLE orders ADD a INT; DROP TABLE customers"], "2 statements are given (ALTER TABLE, DROP TABLE)"),
        (["ALTER TABLE orders RENAME TO bills"], "renames the table"),
        (["DELETE FROM orders"], "DELETE is not"),
        (["/* nothing */"], "no statement is given"),
        ([], "no statement is given"),
        (["ALTER TABLE orders FORCE", "--file", "x.sql"], "a statement and --file are given"),
        (["--file", "nowhere.sql"], "nowhere.sql can't be read"),
        (["ALTER TABLE orders FORCE", "--set", "chunk_tim=1"], "chunk_tim"),
    ],
)
def test_anything_else_is_refused_in_one_clear_error(place: Place, words: list[str], says: str) -> None:
    """By its name, with what to do; nothing is changed."""
    answer = place.call("sql", *words, "--min-rows", "1000")
    assert answer.code == ExitCode.USAGE
    assert says in answer.err
    assert answer.err.count("error  ") == 1
    assert place.tables() == _TABLES
    assert set(place.columns("orders")) == {"id", "amount"}


def test_a_statement_that_the_server_refuses_is_an_error(place: Place) -> None:
    """By a run and by the server's own ALTER."""
    for words in ([], ["--min-rows", "1000"]):
        answer = place.call("sql", "ALTER TABLE orders DROP COLUMN fax", *words)
        assert answer.code in (ExitCode.REFUSED, ExitCode.SERVER)
        assert "fax" in answer.err


def test_a_loss_of_values_has_to_be_named_for_a_small_table_too(place: Place) -> None:
    """The server rounds without a word, also in a strict session."""
    with place.schema.connect() as connection:
        connection.run_all(["ALTER TABLE orders ADD COLUMN price DECIMAL(8, 2)", "UPDATE orders SET price = 1.75"])
    words = ("sql", "ALTER TABLE orders MODIFY price INT", "--min-rows", "1000")
    answer = place.call(*words)
    assert answer.code == ExitCode.REFUSED, answer.err
    assert "price" in answer.err
    assert place.columns("orders")["price"] == "decimal(8,2)"
    allowed = place.call(*words, "--allow", "round:price")
    assert allowed.code == 0, allowed.err
    assert place.columns("orders")["price"].startswith("int")


def test_a_small_table_needs_no_key(place: Place) -> None:
    """The server's own ALTER copies no rows by it."""
    with place.schema.connect() as connection:
        connection.run_all(["CREATE TABLE loose (a INT)", "INSERT INTO loose VALUES (1), (1)"])
    answer = place.call("sql", "ALTER TABLE loose ADD COLUMN note TEXT", "--min-rows", "1000")
    assert answer.code == 0, answer.err
    assert place.columns("loose")["note"] == "text"
