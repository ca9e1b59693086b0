"""What 'check' says of an ALTER is what the server says of it in 'prepare', though it is tried on a temporary table only."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from onlinealter.engine.alteration import check, planned
from onlinealter.model.errors import Refused
from onlinealter.model.events import Found
from onlinealter.model.plan import Plan
from onlinealter.model.states import Phase
from tests.integration.engine.alterations import WHOLE, Recorder, objects, run, settings
from tests.servers import Schema

_CREATE = (
    "CREATE TABLE parts (id INT NOT NULL AUTO_INCREMENT, day INT NOT NULL, title TEXT, note TEXT, n INT,"
    " PRIMARY KEY (id, day))"
)
_RANGES = " PARTITION BY RANGE (day) (PARTITION one VALUES LESS THAN (10), PARTITION two VALUES LESS THAN (20))"
_LISTS = " PARTITION BY LIST (day) (PARTITION one VALUES IN (1, 2), PARTITION two VALUES IN (NULL, -3))"
_TAKEN = {  # what makes the table, and the clause
    "negative bounds": (
        "",
        "PARTITION BY RANGE (day) (PARTITION a VALUES LESS THAN (-10), PARTITION b VALUES LESS THAN (-9 + 2),"
        " PARTITION c VALUES LESS THAN (0), PARTITION d VALUES LESS THAN MAXVALUE)",
    ),
    "bounds of columns": (
        "",
        "PARTITION BY RANGE COLUMNS (day, id) (PARTITION a VALUES LESS THAN (1, 10), PARTITION b VALUES LESS THAN (1, 20))",
    ),
    "lists of columns": (
        "",
        "PARTITION BY LIST COLUMNS (day, id) (PARTITION a VALUES IN ((1, 1)), PARTITION b VALUES IN ((1, 2)))",
    ),
    "next bound": (_RANGES, "ADD PARTITION (PARTITION x VALUES LESS THAN (21))"),
    "between bounds": (
        _RANGES,
        "REORGANIZE PARTITION two INTO (PARTITION x VALUES LESS THAN (11), PARTITION two VALUES LESS THAN (20))",
    ),
    "other values": (_LISTS, "ADD PARTITION (PARTITION x VALUES IN (3, -2))"),
    "a value moves": (
        _LISTS,
        "REORGANIZE PARTITION one, two INTO (PARTITION one VALUES IN (1, NULL), PARTITION x VALUES IN (2, -3))",
    ),
}
_REFUSED = {  # what makes the table, the clause, and which servers read it at all
    "add to none": ("", "ADD PARTITION (PARTITION x VALUES LESS THAN (30))", "all"),
    "remove from none": ("", "REMOVE PARTITIONING", "all"),
    "coalesce none": ("", "COALESCE PARTITION 1", "all"),
    "reorganize none": ("", "REORGANIZE PARTITION a INTO (PARTITION b VALUES LESS THAN (3))", "all"),
    "key lacks a column": ("", "PARTITION BY HASH (n)", "all"),
    "no such column": ("", "PARTITION BY HASH (nothing)", "all"),
    "same name": ("", "PARTITION BY RANGE (day) (PARTITION a VALUES LESS THAN (1), PARTITION A VALUES LESS THAN (2))",
                  "all"),
    "name is there": (_RANGES, "ADD PARTITION (PARTITION two VALUES LESS THAN (30))", "all"),
    "no such partition": (_RANGES, "REORGANIZE PARTITION six INTO (PARTITION seven VALUES LESS THAN (30))", "all"),
    "ranges have no number": (_RANGES, "ADD PARTITION PARTITIONS 2", "all"),
    "ranges don't coalesce": (_RANGES, "COALESCE PARTITION 1", "all"),
    "hashes have no values": (" PARTITION BY HASH (id)", "ADD PARTITION (PARTITION x VALUES LESS THAN (30))", "all"),
    "bounds don't increase": ("", "PARTITION BY RANGE (day) (PARTITION a VALUES LESS THAN (10), PARTITION b VALUES"
                              " LESS THAN (-5))", "all"),
    "bound is passed": (_RANGES, "ADD PARTITION (PARTITION x VALUES LESS THAN (20))", "all"),
    "bound is reorganized": (_RANGES, "REORGANIZE PARTITION two INTO (PARTITION x VALUES LESS THAN (7), PARTITION y"
                             " VALUES LESS THAN (20))", "all"),
    "value twice": ("", "ADD z INT"
                    " PARTITION BY LIST (day) (PARTITION a VALUES IN (1, 2), PARTITION b VALUES IN (3, 1))", "all"),
    "value is there": (_LISTS, "ADD PARTITION (PARTITION x VALUES IN (2, 5))", "all"),
    "parser": ("", "ADD FULLTEXT title (title) WITH PARSER nothing", "all"),
    "fulltext over a number": ("", "ADD FULLTEXT n (n) PARTITION BY HASH (day)", "mariadb"),
    "block size": ("", "KEY_BLOCK_SIZE = 3", "all"),
    "block size and format": ("", "ROW_FORMAT = DYNAMIC KEY_BLOCK_SIZE = 4", "all"),
    "compression": ("", "COMPRESSION = 'best'", "mysql"),
    "encryption": ("", "ENCRYPTION = 'Y'", "mysql"),
    "encryption and a compression": ("", "ENCRYPTION = 'Z' COMPRESSION = 'zlib'", "mysql"),
    "tablespace": ("", "TABLESPACE = nothing", "mysql"),
    "temporary tablespace": ("", "TABLESPACE = innodb_temporary", "mysql"),
    "encrypted": ("", "ENCRYPTED = YES", "mariadb"),
}  # fmt: skip


@pytest.mark.parametrize("reason", _REFUSED)
def test_what_the_server_refuses_is_refused_by_check(schema: Schema, reason: str) -> None:
    """The server's own ALTER fails, so does 'check', and 'prepare' leaves nothing, not even a run."""
    options, alter, kind = _REFUSED[reason]
    if kind != "all" and not schema.kind.startswith(kind):
        return  # the other server can't read the clause
    with schema.connect() as connection:
        connection.execute(_CREATE + options)
        with pytest.raises(Exception):  # noqa: B017, PT011 - each clause has its own
            connection.execute(f"ALTER TABLE parts {alter}")
        before = objects(connection, schema)
        target = schema.target("parts", Plan("parts", (alter,), settings=settings()))
        with pytest.raises(Refused) as refused:
            check(target, Recorder())
        assert all(finding.remedy for finding in refused.value.findings)
        with pytest.raises(Refused):
            run(target, [Phase.PREPARE])
        assert objects(connection, schema) == before


def test_partitions_that_the_server_takes_are_taken_by_check(schema: Schema) -> None:
    """What only the server can compare is left to it."""
    with schema.connect() as connection:
        for options, alter in _TAKEN.values():
            connection.execute(_CREATE + options)
            check(schema.target("parts", Plan("parts", (alter,), settings=settings())), Recorder())
            connection.execute(f"ALTER TABLE parts {alter}")
            connection.execute("DROP TABLE parts")


@pytest.mark.parametrize(
    "alters",
    [
        ("ADD FULLTEXT title (title), ADD FULLTEXT note (note)",),
        ("ADD FULLTEXT title (title)", "DROP KEY title, ADD FULLTEXT KEY both_of_them (title, note)"),
        (
            "ADD COLUMN z INT, ADD FULLTEXT title (title), ADD KEY n (n), ADD FULLTEXT note (note)",
            "RENAME KEY note TO remark",
        ),
    ],
    ids=" / ".join,
)
def test_full_text_indexes_may_come_together(schema: Schema, alters: tuple[str, ...]) -> None:
    """MySQL makes one at a time; on the empty new table they are made one after the other."""
    with schema.connect() as connection:
        connection.execute(_CREATE)
        connection.execute("INSERT INTO parts (day, title, note) VALUES (1, 'apple', 'pear'), (2, 'plum', 'cherry')")
        run(schema.target("parts", Plan("parts", alters, settings=settings())), WHOLE)
        made = str(connection.rows("SHOW CREATE TABLE parts")[0][1])
        wanted = "both_of_them" if "both_of_them" in alters[-1] else "title"
        assert f"FULLTEXT KEY `{wanted}`" in made
        assert "_oa_fulltext" not in made
        columns = "title, note" if wanted == "both_of_them" else "title"
        assert connection.value(f"SELECT id FROM parts WHERE MATCH ({columns}) AGAINST ('plum')") == 2


@pytest.fixture
def heap(schema: Schema) -> Iterator[str]:
    """A general tablespace, on MySQL; none elsewhere."""
    if not schema.kind.startswith("mysql"):
        yield ""
        return
    name = f"heap_{schema.name[-8:]}"
    with schema.connect() as connection:
        connection.execute(f"CREATE TABLESPACE {name} ADD DATAFILE '{name}.ibd'")
        yield name
        connection.execute("DROP TABLE moved")
        connection.execute(f"DROP TABLESPACE {name}")


@pytest.mark.parametrize("where", ["{heap}", "innodb_system", "innodb_file_per_table"])
@pytest.mark.parametrize("alter", ["MODIFY n BIGINT", "TABLESPACE = innodb_file_per_table", "TABLESPACE = {heap}"])
def test_a_table_in_a_tablespace_stays_there_or_moves(schema: Schema, heap: str, where: str, alter: str) -> None:
    """Where the server's own ALTER leaves or brings it; a temporary table could be in none of them."""
    if not heap:
        return  # MariaDB has no tablespaces of this kind
    where, alter = where.format(heap=heap), alter.format(heap=heap)
    with schema.connect() as connection:
        for table in ("moved", "twin"):
            connection.execute(f"CREATE TABLE {table} (id INT NOT NULL PRIMARY KEY, n INT) TABLESPACE {where}")
            connection.execute(f"INSERT INTO {table} VALUES (1, 1), (2, 2)")
        run(schema.target("moved", Plan("moved", (alter,), settings=settings())), WHOLE)
        connection.execute(f"ALTER TABLE twin {alter}")
        wanted = connection.rows("SHOW CREATE TABLE twin")[0][1]
        assert connection.rows("SHOW CREATE TABLE moved")[0][1] == str(wanted).replace("`twin`", "`moved`")
        connection.execute("DROP TABLE twin")


def test_a_check_that_has_another_name_by_now_is_shown(schema: Schema) -> None:
    """MySQL: 'check' lists the names to come, and an ALTER that uses the old one is answered with those that are there."""
    if not schema.kind.startswith("mysql"):
        return  # MariaDB's names are the table's own, and stay
    with schema.connect() as connection:
        connection.execute("CREATE TABLE jobs (id INT NOT NULL PRIMARY KEY, n INT, CONSTRAINT small CHECK (n < 9))")
    recorder = Recorder()
    check(schema.target("jobs", Plan("jobs", ("MODIFY n BIGINT",), settings=settings())), recorder)
    (said,) = [found.finding for found in recorder.of(Found) if found.finding.check == "check-names"]
    assert "small will be jobs_chk_1" in said.message
    phases = planned(schema.target("jobs", Plan("jobs", ("MODIFY n BIGINT",), settings=settings())))
    purposes = [each.purpose for _, statements in phases for each in statements]
    assert "create the shadow; of its CHECKs small will be jobs_chk_1" in purposes
    run(schema.target("jobs", Plan("jobs", ("MODIFY n BIGINT",), settings=settings())), WHOLE)
    with pytest.raises(Refused) as refused:
        check(schema.target("jobs", Plan("jobs", ("DROP CHECK small",), settings=settings())), Recorder())
    assert "jobs_chk_1: CHECK ((`n` < 9))" in refused.value.findings[0].remedy
    back = said.remedy.rpartition("once more: ")[2].removesuffix(".")
    run(schema.target("jobs", Plan("jobs", (back,), settings=settings())), WHOLE)
    run(schema.target("jobs", Plan("jobs", ("DROP CHECK small",), settings=settings())), WHOLE)
    with schema.connect() as connection:
        assert "CHECK" not in connection.rows("SHOW CREATE TABLE jobs")[0][1]
