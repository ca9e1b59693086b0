"""Statements as people write them, each as the clauses of an ALTER TABLE, or refused by name."""

from __future__ import annotations

import pytest

from onlinealter.model.errors import UsageFault
from onlinealter.tables.typed_alter import TypedAlter
from onlinealter.tables.whole_statement import WrittenStatement, read_statement, split_statements


def _read(text: str) -> TypedAlter:
    [statement] = split_statements(text)
    return read_statement(statement)


@pytest.mark.parametrize(
    ("text", "clauses", "table", "schema"),
    [
        ("ALTER TABLE shop.customer ADD note TEXT;;\n;", "ADD note TEXT", "customer", "shop"),
        ("alter online table `a;b`.`c``d` force", "force", "c`d", "a;b"),
        ("-- why; not\nALTER TABLE t ADD z INT # end;", "ADD z INT", "t", ""),
        ("ALTER TABLE t RENAME COLUMN a TO b", "RENAME COLUMN a TO b", "t", ""),
        ("ALTER TABLE t ADD z VARCHAR(9) DEFAULT 'a;\\'b'", "ADD z VARCHAR(9) DEFAULT 'a;\\'b'", "t", ""),
        ("CREATE INDEX by_name ON customer (name)", "ADD INDEX by_name (name)", "customer", ""),
        (
            "create unique index `a b` using btree on `shop` . customer (x(10) DESC, (lower(`y;)`)))\n comment 'ON (t)';",
            "ADD UNIQUE INDEX `a b` using btree (x(10) DESC, (lower(`y;)`))) comment 'ON (t)'",
            "customer",
            "shop",
        ),
        ("CREATE /* a */ FULLTEXT INDEX f ON t(b) WITH PARSER ngram", "ADD FULLTEXT INDEX f (b) WITH PARSER ngram", "t", ""),
        ("CREATE SPATIAL INDEX f ON t (b)", "ADD SPATIAL INDEX f (b)", "t", ""),
        ("CREATE INDEX IF NOT EXISTS f ON t (b) ALGORITHM DEFAULT LOCK=NONE", "ADD INDEX IF NOT EXISTS f (b)", "t", ""),
        ("CREATE INDEX f ON t (b) KEY_BLOCK_SIZE = 8", "ADD INDEX f (b) KEY_BLOCK_SIZE = 8", "t", ""),
        ("CREATE INDEX f ON t (b -- the second; column\n, c)", "ADD INDEX f (b \n, c)", "t", ""),
        ("DROP INDEX `on` ON shop.`on`", "DROP INDEX `on`", "on", "shop"),
        ("DROP INDEX IF EXISTS f ON t LOCK = NONE;", "DROP INDEX IF EXISTS f", "t", ""),
        ("DROP INDEX `PRIMARY` ON t", "DROP PRIMARY KEY", "t", ""),
    ],
)  # fmt: skip
def test_a_statement_becomes_the_clauses_of_an_alter(text: str, clauses: str, table: str, schema: str) -> None:
    """Comments, quotes, semicolons inside of them and names with a schema mean what they mean to the server."""
    assert _read(text) == TypedAlter(clauses, table, schema)


@pytest.mark.parametrize(
    ("text", "kind", "advice"),
    [
        ("CREATE TABLE t (a INT, INDEX (a))", "CREATE TABLE is not", "Run it with your client"),
        ("CREATE TABLE index (a INT)", "CREATE TABLE is not", "Run it with your client"),
        ("DROP TABLE IF EXISTS t", "DROP TABLE is not", "Run it with your client"),
        ("RENAME TABLE t TO u", "RENAME TABLE is not", "Run it with your client"),
        ("TRUNCATE t", "TRUNCATE is not", "Run it with your client"),
        ("ALTER DATABASE shop CHARACTER SET utf8mb4", "ALTER DATABASE is not", "Run it with your client"),
        ("ALTER ALGORITHM=MERGE VIEW v AS SELECT 1", "ALTER ALGORITHM = MERGE VIEW is not", "Run it with your client"),
        ("CREATE OR REPLACE INDEX f ON t (a)", "CREATE OR REPLACE INDEX is not", "Run it with your client"),
        ("insert into t values (1)", "INSERT is not", "in a step of its own"),
        ("WITH x AS (SELECT 1) SELECT * FROM x", "WITH is not", "in a step of its own"),
        ("RENAME COLUMN a TO b", "RENAME is not", "Write ALTER TABLE"),
        ("ADD COLUMN z INT", "ADD is not", "Write ALTER TABLE"),
        ("SET foreign_key_checks = 0", "SET is not", "settings of their own"),
        ("USE shop", "USE is not", "SCHEMA.TABLE"),
        ("BEGIN", "BEGIN is not", "ends a transaction"),
        ("`what`", "'`what`' is not", "Run it with your client"),
    ],
)
def test_another_statement_is_refused_by_its_name(text: str, kind: str, advice: str) -> None:
    """With what to do instead."""
    with pytest.raises(UsageFault) as refused:
        _read(text)
    assert refused.value.message.startswith(kind)
    assert advice in refused.value.remedy


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("CREATE INDEX f ON t", "its columns in parentheses are missing"),
        ("CREATE INDEX f", "ON and a table's name are missing"),
        ("CREATE INDEX f ON t (a, (b)", "a parenthesis is not closed"),
        ("CREATE UNIQUE INDEX", "the index's name is missing"),
        ("DROP INDEX f ON", "the table's name is missing"),
        ("DROP INDEX f ON t CASCADE", "'CASCADE' is not expected"),
        ("CREATE INDEX f ON t (b) NOWAIT", "'NOWAIT': how long a run waits"),
        ("CREATE INDEX f ON t (b) LOCK=EXCLUSIVE", "'LOCK=EXCLUSIVE': the application could neither read nor write"),
        ("ALTER IGNORE TABLE t ADD UNIQUE (z)", "'IGNORE': rows that meet another one"),
        ("ALTER TABLE t", "no clauses"),
    ],
)
def test_what_is_incomplete_or_asks_for_something_else_is_refused(text: str, meant: str) -> None:
    """Nothing is guessed, and nothing passed over in silence."""
    with pytest.raises(UsageFault) as refused:
        _read(text)
    assert meant in refused.value.message


def test_statements_are_split_where_the_server_would() -> None:
    """Not inside quotes and comments; each knows the line where it begins."""
    text = "\n-- one;\nALTER TABLE a FORCE; /* two; */ ALTER TABLE\n `b;`\nFORCE;\n# three;\n;DROP TABLE c -- end;"
    assert [(each.kind, each.line) for each in split_statements(text)] == [
        ("ALTER TABLE", 3), ("ALTER TABLE", 3), ("DROP TABLE", 7),
    ]  # fmt: skip


@pytest.mark.parametrize("text", ["", " \n;;\n", "-- ALTER TABLE t FORCE", "/* ALTER TABLE t FORCE; */;"])
def test_comments_alone_are_no_statement(text: str) -> None:
    """A statement that is commented out isn't run."""
    assert split_statements(text) == ()


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("ALTER TABLE t\nADD z INT COMMENT 'open", "line 2: a ' is not closed"),
        ("ALTER TABLE `t FORCE", "line 1: a ` is not closed"),
        ("ALTER TABLE t FORCE /* open", "line 1: a comment is not closed"),
        ("ALTER TABLE t /*!80000 FORCE */", "line 1: the server would run what is in the comment /*!80000 FORCE */"),
        ("/*M!100100 SET @x = 1 */;", "line 1: the server would run"),
    ],
)
def test_what_cannot_be_told_apart_is_refused(text: str, meant: str) -> None:
    """Where a statement ends would be a guess."""
    with pytest.raises(UsageFault) as refused:
        split_statements(text)
    assert meant in refused.value.message


def test_delimiter_is_a_command_of_the_client() -> None:
    """Pasted from a dump, it is refused with what to do."""
    first = split_statements("DELIMITER ;;\nALTER TABLE t FORCE ;;\n")[0]
    assert first == WrittenStatement("DELIMITER ", 1)
    with pytest.raises(UsageFault) as refused:
        read_statement(first)
    assert "command of the mysql client" in refused.value.remedy
