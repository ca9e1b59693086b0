"""The plan's words mean what they mean in a new session of the server, by its global sql_mode; or the plan is refused."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from onlinealter.engine.alteration import check
from onlinealter.model.errors import Refused
from onlinealter.model.findings import Severity
from onlinealter.model.plan import Plan
from onlinealter.model.states import Phase
from tests.integration.engine.alterations import TO_CUTOVER, WHOLE, Recorder, run, settings
from tests.servers import Schema

_CREATE = (
    "(id INT NOT NULL AUTO_INCREMENT PRIMARY KEY, north SMALLINT, south SMALLINT, u INT UNSIGNED, word CHAR(10),"
    " seen DATETIME(3))"
)
_ROWS = "(2, 1, 3, 'ab', '2026-03-01 10:00:00.700'), (3, 47, 12, 'cd', '2026-03-01 23:59:59.999'), (4, 0, 10, NULL, NULL)"
_KINDS = {"TIME_TRUNCATE_FRACTIONAL": "mysql", "TIME_ROUND_FRACTIONAL": "mariadb", "ORACLE": "mariadb",
          "EMPTY_STRING_IS_NULL": "mariadb", "COALESCE(word, '.')": "mysql"}  # fmt: skip
_FOLLOWED: tuple[tuple[str, str, dict[str, str], tuple[str, ...]], ...] = (
    ("PIPES_AS_CONCAT", "ADD COLUMN code VARCHAR(20) GENERATED ALWAYS AS (north || south) STORED", {}, ()),
    ("PIPES_AS_CONCAT", "ADD CHECK (CHAR_LENGTH(north || south) > 1)", {}, ()),
    ("ANSI_QUOTES", "ADD COLUMN z VARCHAR(20) DEFAULT 'x'", {}, ()),
    ("PIPES_AS_CONCAT", "ADD COLUMN code VARCHAR(20)", {"code": "north || '-' || south"}, ()),
    ("REAL_AS_FLOAT", "ADD COLUMN r REAL DEFAULT 0.1", {}, ()),
    ("NO_UNSIGNED_SUBTRACTION", "ADD COLUMN below INT GENERATED ALWAYS AS (u - 10) STORED", {}, ()),
    ("TIME_TRUNCATE_FRACTIONAL", "MODIFY seen DATETIME", {}, ("round:seen",)),
    ("TIME_ROUND_FRACTIONAL", "MODIFY seen DATETIME", {}, ("round:seen",)),
    ("PAD_CHAR_TO_FULL_LENGTH", "MODIFY word CHAR(20)", {}, ()),
)
_REFUSED: tuple[tuple[str, str, dict[str, str]], ...] = (
    ("ANSI_QUOTES", 'CHANGE "north" "east" INT', {}),
    ("ANSI_QUOTES", "ADD COLUMN z VARCHAR(20)", {"z": 'CONCAT("word", 1)'}),
    ("NO_BACKSLASH_ESCAPES", r"MODIFY north INT COMMENT 'C:\', ADD COLUMN b INT", {}),
    ("NO_BACKSLASH_ESCAPES", "ADD COLUMN z INT AS (word LIKE 'a%')", {}),
    ("HIGH_NOT_PRECEDENCE", "ADD CHECK (NOT north BETWEEN -9 AND -1)", {}),
    ("PAD_CHAR_TO_FULL_LENGTH", "MODIFY word VARCHAR(10)", {}),
    ("PAD_CHAR_TO_FULL_LENGTH", "ADD COLUMN z VARCHAR(20)", {"z": "COALESCE(word, '.')"}),
    ("PAD_CHAR_TO_FULL_LENGTH", "ADD CONSTRAINT long_enough CHECK (CHAR_LENGTH(word) > 1)", {}),
    ("EMPTY_STRING_IS_NULL", "ADD COLUMN z VARCHAR(20) DEFAULT ''", {}),
    ("ORACLE", "ADD COLUMN z VARCHAR2(20)", {}),
    ("ORACLE", "ADD COLUMN z DATE", {}),
)


@contextmanager
def _global(schema: Schema, mode: str) -> Iterator[None]:
    with schema.connect() as connection:
        before = connection.value("SELECT @@GLOBAL.sql_mode")
        connection.execute("SET GLOBAL sql_mode = %s", [f"STRICT_TRANS_TABLES,{mode}"])
        try:
            yield
        finally:
            connection.execute("SET GLOBAL sql_mode = %s", [before])


def _make(schema: Schema) -> None:
    with schema.connect() as connection:
        for table in ("signs", "twin"):
            connection.execute(f"CREATE TABLE {table} {_CREATE}")
            connection.execute(f"INSERT INTO {table} (north, south, u, word, seen) VALUES {_ROWS}")


@pytest.mark.parametrize(("mode", "alter", "columns", "allow"), _FOLLOWED)
def test_words_mean_what_they_mean_to_the_server(
    schema: Schema, mode: str, alter: str, columns: dict[str, str], allow: tuple[str, ...]
) -> None:
    """In the new definition, the copy, the triggers and the comparison."""
    if not schema.kind.startswith(_KINDS.get(mode, "m")):
        return  # the other server hasn't this mode
    _make(schema)
    target = schema.target("signs", Plan("signs", (alter,), columns=columns, allow=allow, settings=settings()))
    with _global(schema, mode), schema.connect() as connection:
        run(target, [Phase.PREPARE])
        for table in ("signs", "twin"):
            connection.execute(
                f"INSERT INTO {table} (north, south, u, word, seen) SELECT south, 7, u, word, seen FROM twin LIMIT 2"
            )
        run(target, TO_CUTOVER[1:])
        connection.execute(f"ALTER TABLE twin {alter}")
        for name, value in columns.items():
            connection.execute(f"UPDATE twin SET {name} = {value}")
        rows = connection.rows("SELECT * FROM signs ORDER BY id")
        assert rows == connection.rows("SELECT * FROM twin ORDER BY id")
        run(target, [Phase.CLEANUP])
        wanted = str(connection.rows("SHOW CREATE TABLE twin")[0][1]).replace("twin", "signs")
        assert str(connection.rows("SHOW CREATE TABLE signs")[0][1]) == wanted


@pytest.mark.parametrize(("mode", "alter", "columns"), _REFUSED)
def test_what_cannot_be_followed_is_refused_by_the_modes_name(
    schema: Schema, mode: str, alter: str, columns: dict[str, str]
) -> None:
    """By check and by run, with what to write instead."""
    if any(not schema.kind.startswith(_KINDS.get(what, "m")) for what in (mode, *columns.values())):
        return  # the other server hasn't this mode, or computes nothing from a CHAR
    _make(schema)
    target = schema.target("signs", Plan("signs", (alter,), columns=columns, settings=settings()))
    with _global(schema, mode):
        with pytest.raises(Refused) as refused:
            check(target, Recorder())
        said = [finding.message for finding in refused.value.findings if finding.severity is Severity.REFUSAL]
        assert len(said) == 1, said
        assert mode in said[0]
        with pytest.raises(Refused):
            run(target, WHOLE)


def test_an_engine_that_is_not_there_is_not_replaced_by_another(schema: Schema) -> None:
    """A slip of the pen doesn't become 'the same table again'."""
    _make(schema)
    with _global(schema, "PIPES_AS_CONCAT"), pytest.raises(Refused) as refused:
        check(schema.target("signs", Plan("signs", ("ENGINE = InoDB",), settings=settings())), Recorder())
    assert "InoDB" in refused.value.findings[0].message
