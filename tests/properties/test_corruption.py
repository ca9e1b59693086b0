"""The comparison sees each single-value change of each type, and nothing where there is nothing to see."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import permutations
from random import Random

import pytest

from onlinealter.checksums import statements
from onlinealter.checksums.statements import Comparison
from onlinealter.copying.row import Outcome, recopy_row
from onlinealter.engine.alteration import advance, check
from onlinealter.engine.journal import read_runs
from onlinealter.engine.preflight import preflight
from onlinealter.engine.shard import connect_shard
from onlinealter.engine.stop import StopFlag
from onlinealter.engine.target import Choices, Target
from onlinealter.model.errors import OnlineAlterError
from onlinealter.model.plan import Plan, Settings, Strategy
from onlinealter.model.ports import NullReporter
from onlinealter.model.states import Phase
from onlinealter.mysql.connection import Connection
from onlinealter.mysql.session import set_up
from onlinealter.planning.resolved_plan import ResolvedPlan
from onlinealter.tables.chunks import KeyRange
from tests.servers import Schema, account_of

_COMPARISONS = int(os.environ.get("ONLINEALTER_COMPARISONS", "1500"))
_ROWS, _CHUNK = 240, 20
_LONGEST = 60.0
_BOTH = ("mysql", "mariadb")
_MYSQL, _MARIADB = ("mysql",), ("mariadb",)
_WORDS = (("''", "NULL"), ("'a'", "'a '"), ("'a'", "'A'"), ("'a'", "'á'"), ("'😀'", "'😁'"), ("'0'", "NULL"),
          ("'N'", "NULL"),
          ("'a'", "CONCAT('a', CHAR(0))"), ("'1#2'", "'1#3'"), ("'é'", "'e'"))  # fmt: skip
_RAW = (("''", "NULL"), ("x'61'", "x'6100'"), ("x'61'", "x'6120'"), ("x'61'", "x'41'"), ("x'00'", "''"), ("x'ff'", "x'fe'"))
_SMALL = (("0", "NULL"), ("0", "1"), ("1", "NULL"))

# JSON values that read alike and are of other types
_TYPED = (
    ("CAST(1 AS JSON)", "CAST(CAST(1 AS UNSIGNED) AS JSON)"),
    ("CAST(1.0 AS JSON)", "CAST(1e0 AS JSON)"),
    ("CAST(DATE'2026-01-31' AS JSON)", "'\"2026-01-31\"'"),
    ("JSON_OBJECT('a', JSON_ARRAY(2, 2.5))", "JSON_OBJECT('a', JSON_ARRAY(2, 2.5e0))"),
    ("JSON_ARRAY(JSON_OBJECT('a', TIME'10:00:00'))", "JSON_ARRAY(JSON_OBJECT('a', '10:00:00.000000'))"),
    ("JSON_ARRAY(x'FF')", "JSON_ARRAY('base64:type253:/w==')"),
    (f"JSON_ARRAY({', '.join(['1.5'] * 8)})", f"JSON_ARRAY({', '.join(['1.5e0'] * 8)})"),
)

# type: the servers that have it, and pairs of values of which the second is a corruption of the first
TYPES: dict[str, tuple[tuple[str, ...], tuple[tuple[str, str], ...]]] = {
    **{f"{kind}{sign}": (_BOTH, _SMALL) for kind in ("TINYINT", "SMALLINT", "MEDIUMINT") for sign in ("", " UNSIGNED")},
    "INT": (_BOTH, _SMALL),
    "INT UNSIGNED": (_BOTH, _SMALL),
    "BIGINT": (_BOTH, (*_SMALL, ("9223372036854775807", "9223372036854775806"), ("-1", "1"))),
    "BIGINT UNSIGNED": (_BOTH, (*_SMALL, ("18446744073709551615", "18446744073709551614"))),
    "INT(5) ZEROFILL": (_BOTH, (*_SMALL, ("7", "70"))),
    "DECIMAL(65,30)": (_BOTH, (*_SMALL, ("1", "1.000000000000000000000000000001"), ("-0.1", "0.1"))),
    "FLOAT": (_BOTH, (*_SMALL, ("16777216", "16777218"), ("0.1", "0.10000001"), ("1", "-1"))),
    "DOUBLE": (_BOTH, (*_SMALL, ("0.1", "0.10000000000000002"), ("4.9e-324", "0"), ("1e308", "-1e308"))),
    "BIT(1)": (_BOTH, _SMALL),
    "BIT(64)": (_BOTH, (*_SMALL, ("18446744073709551615", "18446744073709551614"), ("48", "0"))),
    "YEAR": (_BOTH, (("2000", "2001"), ("0", "2000"), ("0", "NULL"))),
    "DATE": (_BOTH, (("'2026-01-31'", "'2026-02-01'"), ("'0000-00-00'", "NULL"), ("'2026-01-00'", "'2026-01-01'"))),
    "TIME(6)": (_BOTH, (("'00:00:00'", "'00:00:00.000001'"), ("'-00:00:01'", "'00:00:01'"), ("'00:00:00'", "NULL"))),
    "DATETIME": (_BOTH, (("'2026-01-01 00:00:00'", "'2026-01-01 00:00:01'"), ("'0000-00-00 00:00:00'", "NULL"))),
    "DATETIME(6)": (_BOTH, (("'2026-01-01 00:00:00'", "'2026-01-01 00:00:00.000001'"),)),
    "TIMESTAMP NULL": (_BOTH, (("'2026-10-25 00:30:00'", "'2026-10-25 01:30:00'"), ("'0000-00-00 00:00:00'", "NULL"),
                               ("'2026-03-29 01:00:00'", "'2026-03-29 00:59:59'"))),
    "TIMESTAMP(6) NULL": (_BOTH, (("'2026-10-25 00:30:00'", "'2026-10-25 00:30:00.000001'"),)),
    "VARCHAR(20) COLLATE utf8mb4_general_ci": (_BOTH, _WORDS),
    "TEXT": (_BOTH, (*_WORDS, ("CONCAT(REPEAT('x', 5000), 'a')", "CONCAT(REPEAT('x', 5000), 'b')"))),
    "CHAR(10)": (_BOTH, (("''", "NULL"), ("'a'", "'A'"), ("'a'", "' a'"), ("'😀'", "'?'"))),
    "VARCHAR(20) CHARACTER SET latin1": (_BOTH, (("'ä'", "'a'"), ("'ä'", "'Ä'"), ("'a'", "'a '"), ("''", "NULL"))),
    "VARCHAR(20) CHARACTER SET gbk": (_BOTH, (("'誠'", "'乗'"), ("'a'", "'A'"), ("''", "NULL"))),
    "VARBINARY(20)": (_BOTH, _RAW),
    "BINARY(4)": (_BOTH, (("x'61'", "x'6120'"), ("x'61'", "x'41'"), ("''", "NULL"), ("x'00'", "x'20'"))),
    "BLOB": (_BOTH, (*_RAW, ("CONCAT(REPEAT(x'00', 5000), x'00')", "CONCAT(REPEAT(x'00', 5000), x'01')"))),
    "ENUM('','a','b','N')": (_BOTH, (("'a'", "'b'"), ("'N'", "NULL"), ("''", "NULL"))),
    "SET('a','')": (_BOTH, (("2", "0"),)),
    "SET('a','b','a-b')": (_BOTH, (("'a,b'", "'a-b'"), ("''", "NULL"), ("'a'", "'a,b'"))),
    "JSON": (_MYSQL, (("'2'", "'2.0'"), ("'1'", "'\"1\"'"), ("'[1, 2]'", "'[2, 1]'"), ("'null'", "NULL"), ("'{}'", "'[]'"),
                      ("'{\"a\": 1}'", "'{\"A\": 1}'"), ("'0.0'", "'-0.0'"), ("'[1.5]'", "'[1.50000000000001]'"), *_TYPED)),
    "LONGTEXT CHECK (JSON_VALID(c))": (_MARIADB, (("'2'", "'2.0'"), ("'[1,2]'", "'[1, 2]'"), ("'null'", "NULL"))),
    "GEOMETRY": (_BOTH, (("ST_GeomFromText('POINT(1 2)')", "ST_GeomFromText('POINT(2 1)')"),
                         ("ST_GeomFromText('POINT(1 2)')", "ST_GeomFromText('POINT(1 2)', 4326)"),
                         ("ST_GeomFromText('POINT(1 2)')", "ST_GeomFromText('POINT(1 2.0000000000000004)')"),
                         ("ST_GeomFromText('POINT(1 2)')", "ST_GeomFromText('MULTIPOINT(1 2)')"),
                         ("ST_GeomFromText('POINT(1 2)')", "NULL"))),
    "VECTOR(2)": (_MYSQL, (("STRING_TO_VECTOR('[1,2]')", "STRING_TO_VECTOR('[1,2.0000002]')"),
                           ("STRING_TO_VECTOR('[0,1]')", "STRING_TO_VECTOR('[-0.0,1]')"),
                           ("STRING_TO_VECTOR('[1]')", "STRING_TO_VECTOR('[1,0]')"), ("STRING_TO_VECTOR('[1]')", "NULL"))),
    "UUID": (_MARIADB, (("'123e4567-e89b-12d3-a456-426655440000'", "'123e4567-e89b-12d3-a456-426655440001'"),
                        ("'00000000-0000-0000-0000-000000000000'", "NULL"))),
    "INET6": (_MARIADB, (("'::1'", "'::2'"), ("'::'", "NULL"), ("'::ffff:1.2.3.4'", "'::1.2.3.4'"))),
    "INET4": (_MARIADB, (("'1.2.3.4'", "'1.2.3.5'"), ("'0.0.0.0'", "NULL"))),
}  # fmt: skip


def _types(kind: str) -> dict[str, tuple[tuple[str, str], ...]]:
    return {type_: pairs for type_, (servers, pairs) in TYPES.items() if kind.split("-")[0] in servers}


def test_each_change_of_a_single_value_is_seen(schema: Schema) -> None:
    """Of each type in a table of them all: the chunk differs, and the row is named; undone, it's equal again."""
    types = _types(schema.kind.value)
    columns = [(f"c{place}", type_) for place, type_ in enumerate(types)]
    lines = ", ".join(f"{name} {type_.replace('(c)', f'({name})')}" for name, type_ in columns)
    cases = [(name, type_, *pair) for name, type_ in columns for pair in types[type_]]
    with schema.connect() as connection:
        _settle(connection)
        connection.execute(f"CREATE TABLE t (id INT NOT NULL PRIMARY KEY, {lines})")
        for number, (name, _, value, _) in enumerate(cases):
            connection.execute(f"INSERT INTO t (id, {name}) VALUES ({number + 1}, {value})")
        comparison = _copied(schema, connection)
        shadow = f"`{comparison.shadow_name}`"
        unseen = []
        for number, (name, type_, value, changed) in enumerate(cases, start=1):
            chunk = KeyRange((str(number - 1),), (str(number),), 1)
            assert _differing(connection, comparison, chunk) == [], f"{type_} {value} seems to differ from itself"
            # By way of NULL: MySQL takes the JSON 2.0 for the 2 that it finds, and would change nothing.
            connection.execute(f"UPDATE {shadow} SET {name} = NULL WHERE id = {number}")
            connection.execute(f"UPDATE {shadow} SET {name} = {changed} WHERE id = {number}")
            if _differing(connection, comparison, chunk) != [str(number)]:
                unseen.append(f"{type_}: {value} became {changed}")
            connection.execute(f"UPDATE {shadow} SET {name} = {value} WHERE id = {number}")
        assert not unseen, "not seen: " + "; ".join(unseen)


# definition of a column that the ALTER adds: the servers that have it, and values that a corruption may leave there
ADDED: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "INT": (_BOTH, ("0",)),
    "INT NOT NULL": (_BOTH, ("1",)),
    "INT NOT NULL DEFAULT 7": (_BOTH, ("0", "8")),
    "DECIMAL(9,2) DEFAULT 1.5": (_BOTH, ("NULL", "1.51")),
    "DOUBLE DEFAULT 0.1": (_BOTH, ("0.10000000000000002",)),
    "BIT(8) DEFAULT b'101'": (_BOTH, ("b'111'", "NULL")),
    "VARCHAR(20) DEFAULT 'it''s DEFAULT (1)' COMMENT 'no DEFAULT 9'": (_BOTH, ("'It''s DEFAULT (1)'", "''", "NULL")),
    "VARCHAR(20) NOT NULL": (_BOTH, ("' '", "CHAR(0)")),
    "CHAR(9) CHARACTER SET latin1 DEFAULT 'ä'": (_BOTH, ("'a'", "'Ä'", "NULL")),
    "TEXT": (_BOTH, ("''",)),
    "TEXT DEFAULT ('abc')": (_BOTH, ("'Abc'", "NULL")),
    "VARBINARY(9) NOT NULL DEFAULT 'a'": (_BOTH, (r"'a\0'", "'A'")),
    "BLOB NOT NULL": (_BOTH, ("x'00'",)),
    "ENUM('a','b') NOT NULL": (_BOTH, ("'b'",)),
    "SET('a','b') DEFAULT 'b'": (_BOTH, ("'a,b'", "''", "NULL")),
    "DATE NOT NULL DEFAULT '2026-01-31'": (_BOTH, ("'2026-01-30'",)),
    "TIMESTAMP NULL DEFAULT '2026-10-25 00:30:00'": (_BOTH, ("'2026-10-25 01:30:00'", "NULL")),
    "TIME(6) DEFAULT '00:00:01.5'": (_BOTH, ("'00:00:01'",)),
    "INT DEFAULT (id + 1)": (_BOTH, ("0", "NULL")),
    "INT AS (id * 2) STORED": (_BOTH, ()),
    "JSON DEFAULT (JSON_ARRAY(1.0))": (_MYSQL, ("'[\"1.0\"]'", "'[]'", "NULL")),
    "JSON": (_BOTH, ("'null'",)),
    "POINT": (_BOTH, ("ST_GeomFromText('POINT(1 2)')",)),
    "UUID NOT NULL DEFAULT '123e4567-e89b-12d3-a456-426655440000'": (_MARIADB, ("'00000000-0000-0000-0000-000000000000'",)),
    "INET6 DEFAULT '::1'": (_MARIADB, ("'::'", "NULL")),
}  # fmt: skip


def test_a_change_in_a_new_column_is_seen_and_repaired(schema: Schema) -> None:
    """Until the swap it holds its default in every row, and nothing else."""
    added = [
        (definition, values) for definition, (servers, values) in ADDED.items() if schema.kind.value.split("-")[0] in servers
    ]
    with schema.connect() as connection:
        _settle(connection)
        connection.execute("CREATE TABLE t (id INT NOT NULL PRIMARY KEY, old VARCHAR(9), twice INT AS (id * 2) STORED)")
        connection.execute("INSERT INTO t (id, old) VALUES (1, 'a'), (2, NULL)")
        alter = ", ".join(f"ADD COLUMN n{place} {definition}" for place, (definition, _) in enumerate(added))
        resolved = _resolved(schema, connection, alter)
        comparison, whole = resolved.comparison(), KeyRange(None, None, 1)
        connection.execute("INSERT INTO t (id, old) VALUES (3, 'late')")
        connection.execute("UPDATE t SET old = 'changed' WHERE id = 2")
        assert _differing(connection, comparison, whole) == []
        unseen = []
        for place, (definition, values) in enumerate(added):
            for value in values:
                connection.execute(f"UPDATE `{comparison.shadow_name}` SET n{place} = {value} WHERE id = 2")
                if _differing(connection, comparison, whole) != ["2"]:
                    unseen.append(f"{definition} became {value}")
                assert recopy_row(connection, resolved.copy(fresh=True), ("2",)) == (Outcome.SAME, 0)
                assert _differing(connection, comparison, whole) == [], f"{definition}: {value} wasn't repaired"
        assert not unseen, "not seen: " + "; ".join(unseen)


def test_a_new_column_that_differs_from_row_to_row_is_named_as_untold(schema: Schema) -> None:
    """Nobody can say what it should hold; so does check."""
    with schema.connect() as connection:
        connection.execute("CREATE TABLE t (id INT NOT NULL PRIMARY KEY)")
    computed = "ADD COLUMN made DATETIME DEFAULT CURRENT_TIMESTAMP, ADD COLUMN due DATETIME DEFAULT (NOW() + INTERVAL 1 DAY)"
    alter = f"{computed}, ADD COLUMN n INT DEFAULT 1"
    plan = Plan("t", (alter,), settings=Settings(strategy=Strategy.SHADOW))
    said = [
        finding.message for finding in check(Target("t", schema.name, account_of(schema.primary), plan=plan), NullReporter())
    ]
    assert any(each.startswith("verification can't tell what made, due should hold") for each in said), said


@pytest.mark.parametrize("type_", ["FLOAT", "DOUBLE"])
def test_minus_zero_is_told_from_zero_where_the_server_stores_it(schema: Schema, type_: str) -> None:
    """MySQL and newer servers of MariaDB give the sign back; one that doesn't has nothing to be seen."""
    with schema.connect() as connection:
        _settle(connection)
        connection.execute(f"CREATE TABLE t (id INT NOT NULL PRIMARY KEY, c {type_})")
        connection.execute("INSERT INTO t VALUES (1, -0e0), (2, 0)")
        stored = connection.value("SELECT ATAN2(c, -1) < 0 FROM t WHERE id = 1")
        comparison = _copied(schema, connection)
        assert _differing(connection, comparison, KeyRange(None, None, 1)) == []
        connection.execute(f"UPDATE `{comparison.shadow_name}` SET c = 0 WHERE id = 1")
        assert _differing(connection, comparison, KeyRange(None, None, 1)) == (["1"] if stored else [])


_NEIGHBOURS = (
    "one = 'ab', two = 'c'",
    "one = 'a', two = 'bc'",
    "one = 'abc', two = ''",
    "one = '', two = 'abc'",
    "one = NULL, two = 'abc'",
    "one = 'abc', two = NULL",
    "two = 'b', raw = x'ff', more = x''",
    "two = 'b', raw = x'', more = x'ff'",
    "two = 'b', raw = NULL, more = x'ff'",
    "two = 'b', raw = x'fe', more = NULL",
    "two = 'b', raw = x'ff31ff', more = x''",
    "two = 'b', raw = x'ff30ff', more = x''",
    "two = 'b', raw = x'', more = x'31ff'",
    "two = 'b1', raw = x'ff', more = x''",
    "number = 1, raw = x'31'",
    "number = 11, raw = x''",
)


def test_what_moves_from_one_column_to_the_next_is_seen(schema: Schema) -> None:
    """Rows whose values are the same when put behind one another are told apart, any two of these."""
    with schema.connect() as connection:
        _settle(connection)
        connection.execute(
            "CREATE TABLE t (id INT NOT NULL PRIMARY KEY, one VARCHAR(9), two VARCHAR(9) COLLATE utf8mb4_bin,"
            " number INT, raw VARBINARY(9), more VARBINARY(9))"
        )
        pairs = list(permutations(_NEIGHBOURS, 2))
        connection.run_all([f"INSERT INTO t SET id = {number}, {held}" for number, (held, _) in enumerate(pairs, start=1)])
        comparison = _copied(schema, connection)
        whole = KeyRange(None, None, 1)
        assert _differing(connection, comparison, whole) == []
        shadow = f"`{comparison.shadow_name}`"
        connection.run_all(
            [f"REPLACE INTO {shadow} SET id = {number}, {moved}" for number, (_, moved) in enumerate(pairs, start=1)]
        )
        unseen = [
            pair
            for number, pair in enumerate(pairs, start=1)
            if _differing(connection, comparison, KeyRange((str(number - 1),), (str(number),), 1)) != [str(number)]
        ]
        assert not unseen


def test_a_row_that_the_server_cannot_put_together_agrees_with_nothing(schema: Schema) -> None:
    """One larger than its max_allowed_packet comes to NULL on both sides, which the combination passes over."""
    columns = ("one", "two", "three")
    with schema.connect() as connection:
        _settle(connection)
        connection.execute(f"CREATE TABLE t (id INT PRIMARY KEY, {', '.join(f'{name} VARCHAR(5000)' for name in columns)})")
        connection.execute(f"INSERT INTO t VALUES (1, {', '.join(['REPEAT(7, 5000)'] * 3)}), (2, 'a', 'b', 'c')")
        comparison, whole = _copied(schema, connection), KeyRange(None, None, 1)
        assert _differing(connection, comparison, whole) == []
        before = connection.value("SELECT @@GLOBAL.max_allowed_packet")
        connection.execute("SET GLOBAL max_allowed_packet = 14336")
        try:
            with schema.connect() as small:
                set_up(small, comparison.server)
                _settle(small)
                assert _differing(small, comparison, whole) == ["1"]
        finally:
            connection.execute(f"SET GLOBAL max_allowed_packet = {before}")


@pytest.mark.seeded
def test_no_chunk_seems_to_differ_while_rows_are_written(schema: Schema, seed: int) -> None:
    """Each comparison is one statement, so one read view, over two tables that change in the same transactions."""
    types = _types(schema.kind.value)
    columns = [f"c{place}" for place in range(len(types))]
    pairs = dict(zip(columns, types.values(), strict=True))
    lines = ", ".join(f"{name} {type_.replace('(c)', f'({name})')}" for name, type_ in zip(columns, types, strict=True))
    with schema.connect() as connection:
        _settle(connection)
        connection.execute(f"CREATE TABLE t (id INT NOT NULL PRIMARY KEY, {lines})")
        for number in range(1, _ROWS + 1):
            values = ", ".join(pairs[name][number % len(pairs[name])][number % 2] for name in columns)
            connection.execute(f"INSERT INTO t VALUES ({number}, {values})")
        comparison = _copied(schema, connection)
        alarms, done = 0, 0
        with _written(schema, pairs, seed) as written:
            assert written.begun.wait(_LONGEST), "nothing was written"
            while done < _COMPARISONS:
                low = done * _CHUNK % _ROWS
                chunk = KeyRange((str(low),), (str(low + _CHUNK),), 1)
                expected, held = connection.rows(statements.compare(comparison, chunk))
                alarms, done = alarms + (expected != held), done + 1
        assert alarms == 0, f"{alarms} of {done} comparisons, ONLINEALTER_SEED={seed}"


class _Written:
    """Whether there were writes, and what went wrong."""

    def __init__(self) -> None:
        self.begun = threading.Event()
        self.ending = False
        self.failure: OnlineAlterError | None = None


@contextmanager
def _written(schema: Schema, pairs: dict[str, tuple[tuple[str, str], ...]], seed: int) -> Iterator[_Written]:
    written = _Written()

    def work(writer: int) -> None:
        random = Random(seed + writer)
        try:
            with schema.connect() as connection:
                _settle(connection)
                while not written.ending:
                    name = random.choice(list(pairs))
                    value = random.choice(random.choice(pairs[name]))
                    ids = random.randrange(0, _ROWS // 2) * 2 + writer + 1
                    connection.execute(f"UPDATE t SET {name} = {value} WHERE id = {ids}")
                    written.begun.set()
        except OnlineAlterError as error:
            written.failure = error

    threads = [threading.Thread(target=work, args=(writer,), daemon=True) for writer in range(2)]
    for thread in threads:
        thread.start()
    try:
        yield written
    finally:
        written.ending = True
        for thread in threads:
            thread.join(_LONGEST)
    if written.failure is not None:
        raise written.failure


def _settle(connection: Connection) -> None:
    connection.execute("SET SESSION sql_mode = 'STRICT_ALL_TABLES,ALLOW_INVALID_DATES', time_zone = '+00:00'")


def _copied(schema: Schema, connection: Connection) -> Comparison:
    """The table with its shadow filled, as the verification compares them; the session is set as the comparison's is."""
    return _resolved(schema, connection, "ADD COLUMN added INT DEFAULT 1").comparison()


def _resolved(schema: Schema, connection: Connection, alter: str) -> ResolvedPlan:
    plan = Plan("t", (alter,), settings=Settings(strategy=Strategy.SHADOW))
    target = Target("t", schema.name, account_of(schema.primary), plan=plan)
    advance(target, (Phase.PREPARE, Phase.EXECUTE), NullReporter(), StopFlag(), Choices())
    shard = connect_shard(target)
    with shard.open_primary() as ours:
        found = preflight(ours, shard, target, read_runs(ours, schema.name, "t")[-1].id)
    set_up(connection, shard.server)
    _settle(connection)
    return found.accepted()


def _differing(connection: Connection, comparison: Comparison, chunk: KeyRange) -> list[str]:
    expected, held = connection.rows(statements.compare(comparison, chunk))
    named = [str(row[0]) for row in connection.rows(statements.differing_rows(comparison, chunk))]
    assert bool(named) == (expected != held)
    return named
