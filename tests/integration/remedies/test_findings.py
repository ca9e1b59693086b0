"""Each finding's fix, carried out as it is printed: the next check has nothing more to say about it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import pytest

from onlinealter.engine.alteration import check
from onlinealter.model.errors import Refused
from onlinealter.model.events import Found
from onlinealter.model.findings import Finding, Severity
from onlinealter.model.plan import Plan, Rollback
from tests.integration.engine.alterations import Recorder, settings
from tests.integration.remedies.typed import keys_in, statements_in
from tests.servers import Schema, ServerPair

_T = "CREATE TABLE t (id INT PRIMARY KEY, a INT, name VARCHAR(20))"
_PARENT = "CREATE TABLE p (id INT PRIMARY KEY, other INT)"
_CHILD = "CREATE TABLE t (id INT PRIMARY KEY, p INT, KEY p (p), CONSTRAINT f FOREIGN KEY (p) REFERENCES p (id)"
_CHILD_OF_OTHER = f"{_CHILD})".replace("(id)", "(other)")
_RANGES = "PARTITION BY RANGE (id) (PARTITION low VALUES LESS THAN (10)"


@dataclass(frozen=True)
class Provoked:
    """A finding, what provokes it, and what its fix comes to where that isn't a statement or a key to copy: other words
    for the plan, or statements that do what the sentence says.
    """

    words: str
    make: tuple[str, ...] = (_T,)
    alter: str = "ADD extra INT"
    plan: Mapping[str, Any] = field(default_factory=dict)
    then: Mapping[str, Any] = field(default_factory=dict)
    done: tuple[str, ...] = ()
    only: str = ""


_PROVOKED = (
    # What is in the way of the table, with a statement that takes it away.
    Provoked("only InnoDB tables can be altered online", ("CREATE TABLE t (id INT PRIMARY KEY) ENGINE = MyISAM",)),
    Provoked("no copy key for", ("CREATE TABLE t (a INT)",)),
    Provoked("no copy key for", ("CREATE TABLE t (id INT, row_id INT)",)),
    Provoked("Rename it first, which the server does at once", ("CREATE TABLE t (id INT PRIMARY KEY, `a``b` INT)",)),
    Provoked(
        "and a FULLTEXT index, so no row",
        ("CREATE TABLE t (id INT PRIMARY KEY, FTS_DOC_ID BIGINT UNSIGNED NOT NULL UNIQUE, body TEXT, FULLTEXT KEY (body))",),
    ),
    Provoked(
        "which acts on rows until the swap",
        (_PARENT, f"{_CHILD} ON DELETE CASCADE)"),
        "DROP FOREIGN KEY f, DROP KEY p",
        then={"alter": ("DROP KEY p",)},
    ),
    # What the ALTER says.
    Provoked("would use", alter="ENGINE = MyISAM", then={"alter": ("ADD extra INT",)}),
    Provoked("is new and AUTO_INCREMENT", alter="ADD n INT AUTO_INCREMENT UNIQUE", then={"columns": {"n": "id"}}),
    Provoked("has no empty value", alter="ADD place POINT NOT NULL", then={"columns": {"place": "POINT(1, 1)"}}),
    Provoked(
        "what is written after the cutover would be lost by a rollback",
        ("CREATE TABLE t (id INT PRIMARY KEY, j POINT NOT NULL)",),
        "DROP j",
    ),
    Provoked(
        "checks/rollback.py:_refused",
        ("CREATE TABLE t (id INT PRIMARY KEY, j POINT NOT NULL)",),
        "DROP j",
        then={"reverse": {"j": "POINT(1, 1)"}},
    ),
    Provoked("where leaves rows out, and a rollback", plan={"where": "a > 1"}),
    Provoked("would be lost without an error", ("CREATE TABLE t (id INT PRIMARY KEY, f FLOAT)",), "MODIFY f VARCHAR(20)"),
    Provoked(
        "has times of day",
        ("CREATE TABLE t (id INT PRIMARY KEY, d TIME)",),
        "MODIFY d DATETIME",
        then={
            "columns": {"d": "ADDTIME('2026-01-31 00:00:00', d)"},
            "reverse": {"d": "TIME(d)"},
        },
    ),
    Provoked(
        "has members outside of ASCII",
        ("CREATE TABLE t (id INT PRIMARY KEY, e ENUM('groß', 'klein')) CHARACTER SET latin1",),
        "CONVERT TO CHARACTER SET utf8mb4",
        then={"alter": ("DEFAULT CHARACTER SET utf8mb4",)},
    ),
    Provoked("the new definition has no column", plan={"allow": ("truncate:nothing",)}, then={"allow": ()}),
    Provoked("Allowed there:", plan={"allow": ("truncate:name",)}, then={"allow": ()}),
    Provoked("no foreign key with ON UPDATE leads to a column", plan={"allow": ("unchanged:id",)}, then={"allow": ()}),
    # The rows.
    Provoked(
        "See them all:",
        (_T, "INSERT INTO t VALUES (1, 1, 'longer than five')"),
        "MODIFY name VARCHAR(5)",
        done=("UPDATE t SET name = LEFT(name, 5)",),
    ),
    Provoked(
        "the unique key",
        (_T, "INSERT INTO t VALUES (1, 1, 'a'), (2, 1, 'b')"),
        "ADD UNIQUE KEY a (a)",
        done=("DELETE FROM t WHERE id = 2",),
    ),
    Provoked(
        "the server refuses",
        ("CREATE TABLE t (id INT PRIMARY KEY, since VARCHAR(20))", "INSERT INTO t VALUES (1, 'noon')"),
        "MODIFY since TIME",
        done=("UPDATE t SET since = '12:00:00'",),
    ),
    # Storage and partitions, which no temporary table can be tried with.
    Provoked("isn't possible here", alter="KEY_BLOCK_SIZE = 3", then={"alter": ("KEY_BLOCK_SIZE = 8",)}),
    Provoked(
        "doesn't go with ROW_FORMAT",
        alter="KEY_BLOCK_SIZE = 8 ROW_FORMAT = DYNAMIC",
        then={"alter": ("ROW_FORMAT = DYNAMIC",)},
    ),
    Provoked("there is no COMPRESSION", alter="COMPRESSION = 'zi'", then={"alter": ("COMPRESSION = 'lz4'",)}, only="mysql"),
    Provoked(
        "has no partitions",
        alter="ADD PARTITION (PARTITION high VALUES LESS THAN (20))",
        then={"alter": (f"{_RANGES}, PARTITION high VALUES LESS THAN (20))",)},
    ),
    Provoked(
        "COALESCE PARTITION isn't for partitions by",
        (f"CREATE TABLE t (id INT PRIMARY KEY) {_RANGES})",),
        "COALESCE PARTITION 1",
        then={"alter": ("REORGANIZE PARTITION low INTO (PARTITION lower VALUES LESS THAN (10))",)},
    ),
    Provoked(
        "such partitions can't be added to partitions by",
        (f"CREATE TABLE t (id INT PRIMARY KEY) {_RANGES})",),
        "ADD PARTITION PARTITIONS 2",
        then={"alter": ("ADD PARTITION (PARTITION high VALUES LESS THAN (20))",)},
    ),
    Provoked(
        "the last range has no upper bound",
        (f"CREATE TABLE t (id INT PRIMARY KEY) {_RANGES}, PARTITION rest VALUES LESS THAN MAXVALUE)",),
        "ADD PARTITION (PARTITION high VALUES LESS THAN (20))",
        then={
            "alter": (
                "REORGANIZE PARTITION rest INTO"
                " (PARTITION high VALUES LESS THAN (20), PARTITION rest VALUES LESS THAN MAXVALUE)",
            )
        },
    ),
    Provoked(
        "there is a partition of that name",
        (f"CREATE TABLE t (id INT PRIMARY KEY) {_RANGES})",),
        "ADD PARTITION (PARTITION low VALUES LESS THAN (20))",
        then={"alter": ("ADD PARTITION (PARTITION high VALUES LESS THAN (20))",)},
    ),
    Provoked(
        "there is no partition",
        (f"CREATE TABLE t (id INT PRIMARY KEY) {_RANGES})",),
        "REORGANIZE PARTITION high INTO (PARTITION higher VALUES LESS THAN (20))",
        then={"alter": ("REORGANIZE PARTITION low INTO (PARTITION lower VALUES LESS THAN (10))",)},
    ),
    Provoked(
        "lacks",
        (_T,),
        "ADD UNIQUE KEY a (a) PARTITION BY HASH (id) PARTITIONS 2",
        then={"alter": ("ADD UNIQUE KEY a (a, id) PARTITION BY HASH (id) PARTITIONS 2",)},
    ),
    Provoked(
        "a table with foreign keys, its own or to it, can't be partitioned",
        (_PARENT, f"{_CHILD})"),
        "PARTITION BY HASH (id) PARTITIONS 2",
        done=("ALTER TABLE t DROP FOREIGN KEY f",),
    ),
    # Foreign keys.
    Provoked(
        "holds REFERENCES",
        (_PARENT, _T),
        "ADD p INT REFERENCES p (id)",
        then={"alter": ("ADD p INT, ADD FOREIGN KEY (p) REFERENCES p (id)",)},
    ),
    Provoked(
        "a name that the table's present one has until cleanup",
        (_PARENT, f"{_CHILD})"),
        "DROP FOREIGN KEY f, ADD CONSTRAINT f FOREIGN KEY (p) REFERENCES p (id)",
        then={"alter": ("DROP FOREIGN KEY f, ADD CONSTRAINT g FOREIGN KEY (p) REFERENCES p (id)",)},
    ),
    Provoked(
        "the plan leaves rows out by 'where'",
        (_PARENT, f"{_CHILD})"),
        plan={"where": "id > 1", "allow": ("rows",)},
        then={"where": None, "allow": ()},
    ),
    Provoked(
        "sets a column NULL that the new definition makes NOT NULL",
        (_PARENT, f"{_CHILD} ON DELETE SET NULL)"),
        "MODIFY p INT NOT NULL",
        then={"alter": ("MODIFY p INT COMMENT 'may be NULL'",)},
    ),
    Provoked(
        "without firing a trigger, and the plan computes a column from it",
        (_PARENT, f"{_CHILD} ON DELETE SET NULL)"),
        "ADD doubled INT",
        plan={"columns": {"doubled": "p * 2"}},
        then={"columns": {}},
    ),
    Provoked(
        "acts on rows, and the old definition has no index to follow it",
        (_PARENT, _T),
        "ADD KEY a (a), ADD CONSTRAINT f FOREIGN KEY (a) REFERENCES p (id) ON DELETE CASCADE",
        done=("ALTER TABLE t ADD KEY a (a)",),
        then={"alter": ("ADD CONSTRAINT f FOREIGN KEY (a) REFERENCES p (id) ON DELETE CASCADE",)},
    ),
    Provoked(
        "which is no table",
        (_T,),
        "ADD KEY a (a), ADD CONSTRAINT f FOREIGN KEY (a) REFERENCES p (id)",
        done=(_PARENT,),
    ),
    Provoked(
        "another table has a foreign key",
        (_PARENT, _T, f"{_CHILD})".replace("CREATE TABLE t", "CREATE TABLE other")),
        "ADD KEY a (a), ADD CONSTRAINT f FOREIGN KEY (a) REFERENCES p (id)",
        then={"alter": ("ADD KEY a (a), ADD CONSTRAINT g FOREIGN KEY (a) REFERENCES p (id)",)},
        only="mysql",
    ),
    Provoked(
        "there is no column",
        (_PARENT, _T),
        "ADD KEY a (a), ADD CONSTRAINT f FOREIGN KEY (a) REFERENCES p (nothing)",
        then={"alter": ("ADD KEY a (a), ADD CONSTRAINT f FOREIGN KEY (a) REFERENCES p (id)",)},
    ),
    Provoked(
        "Give both columns the same type, sign and collation",
        ("CREATE TABLE p (id INT UNSIGNED PRIMARY KEY)", _T),
        "ADD KEY a (a), ADD CONSTRAINT f FOREIGN KEY (a) REFERENCES p (id)",
        then={"alter": ("MODIFY a INT UNSIGNED, ADD KEY a (a), ADD CONSTRAINT f FOREIGN KEY (a) REFERENCES p (id)",)},
    ),
    Provoked(
        "NULL, which it may not be",
        (_PARENT, "CREATE TABLE t (id INT PRIMARY KEY, a INT NOT NULL, KEY a (a))"),
        "ADD CONSTRAINT f FOREIGN KEY (a) REFERENCES p (id) ON DELETE SET NULL",
        then={"alter": ("MODIFY a INT, ADD CONSTRAINT f FOREIGN KEY (a) REFERENCES p (id) ON DELETE SET NULL",)},
    ),
    Provoked(
        "has no index in",
        (_PARENT, _T),
        "ADD KEY a (a), ADD CONSTRAINT f FOREIGN KEY (a) REFERENCES p (other)",
        done=("ALTER TABLE p ADD UNIQUE KEY other (other)",),
    ),
    Provoked(
        "have no parent by",
        (_PARENT, _T, "INSERT INTO t VALUES (1, 7, 'a')"),
        "ADD KEY a (a), ADD CONSTRAINT f FOREIGN KEY (a) REFERENCES p (id)",
        done=("INSERT INTO p VALUES (7, 7)",),
    ),
    Provoked(
        "has ON UPDATE: while the child has a key to each table",
        (_PARENT, f"{_CHILD} ON UPDATE CASCADE)"),
        plan={"table": "p"},
    ),
    Provoked(
        "index over",
        ("CREATE TABLE p (id INT PRIMARY KEY, other INT, UNIQUE KEY other (other))", _CHILD_OF_OTHER),
        "DROP KEY other",
        plan={"table": "p"},
        then={"alter": ("ADD extra INT",)},
    ),
    Provoked(
        "now and would be",
        (_PARENT, f"{_CHILD})"),
        "MODIFY p BIGINT",
        then={"alter": ("ADD extra INT",)},
        only="mysql",
    ),
    Provoked(
        "which the plan fills again",
        (_PARENT, f"{_CHILD})"),
        "ADD extra INT",
        plan={"columns": {"p": "p + 1"}},
        then={"columns": {}},
    ),
    Provoked(
        "refers to itself by keys with different actions",
        (
            "CREATE TABLE t (id INT PRIMARY KEY, a INT, b INT, KEY a (a), KEY b (b),"
            " CONSTRAINT f FOREIGN KEY (a) REFERENCES t (id) ON DELETE CASCADE,"
            " CONSTRAINT g FOREIGN KEY (b) REFERENCES t (id) ON DELETE SET NULL)",
        ),
        done=("ALTER TABLE t DROP FOREIGN KEY g", "ALTER TABLE t ADD FOREIGN KEY (b) REFERENCES t (id) ON DELETE CASCADE"),
        only="mysql",
    ),
    Provoked(
        "the shadow would have rows before their parents",
        ("CREATE TABLE t (id INT PRIMARY KEY, a INT, KEY a (a), CONSTRAINT f FOREIGN KEY (a) REFERENCES t (id))",),
        only="mariadb",
    ),
    # The application's own triggers.
    Provoked(
        "which the new definition doesn't have",
        (_T, "CREATE TRIGGER tr BEFORE INSERT ON t FOR EACH ROW SET NEW.a = 1"),
        "DROP a",
        done=("DROP TRIGGER tr", "CREATE TRIGGER tr BEFORE INSERT ON t FOR EACH ROW SET NEW.name = 'new'"),
    ),
    # What the plan says.
    Provoked(
        "the precondition is more than", plan={"precondition": "SELECT 1; SELECT 2"}, then={"precondition": "SELECT 1"}
    ),
    Provoked("refuses the precondition", plan={"precondition": "SELECT nothing"}, then={"precondition": "SELECT 1"}),
    Provoked(
        "gives no number",
        plan={"settings": settings(throttle_query="SELECT 'much'")},
        then={"settings": settings(throttle_query="SELECT 1")},
    ),
)


def _id(case: Provoked) -> str:
    return case.words.replace(" ", "-").replace("/", "-").replace("'", "")[:50]


@pytest.mark.parametrize("case", _PROVOKED, ids=_id)
def test_a_fix_is_one(servers: ServerPair, case: Provoked) -> None:
    """Statements are run as they are printed, keys go into the plan as they are printed. Most findings don't depend on the
    kind of the server: each is provoked on one of them, in turn.
    """
    in_turn = "mysql" if _PROVOKED.index(case) % 2 else "mariadb"
    if (case.only or in_turn) == ("mariadb" if servers.kind.is_mariadb else "mysql"):
        with servers.schema("remedies") as schema:
            _follow(schema, case)


def _follow(schema: Schema, case: Provoked) -> None:
    plan = Plan(**{"table": "t", "alter": (case.alter,), "settings": settings(), **case.plan})
    with schema.connect() as connection:
        for statement in case.make:
            connection.execute(statement)
        told = [each for each in _findings(schema, plan) if _is(each, case)]
        assert told, f"not provoked: {[each.message for each in _findings(schema, plan)]}"
        for finding in told:
            for statement in () if case.done else statements_in(finding.remedy):
                connection.execute(statement)
            plan = _as_told(plan, {} if case.then else keys_in(finding.remedy))
        for statement in case.done:
            connection.execute(statement)
        plan = replace(plan, **case.then)
    refused = [each for each in _findings(schema, plan) if each.severity is Severity.REFUSAL]
    assert refused == []


def _is(finding: Finding, case: Provoked) -> bool:
    if ".py:" in case.words:
        return finding.severity is Severity.REFUSAL
    return case.words in finding.message or case.words in finding.remedy


def _as_told(plan: Plan, keys: dict[str, Any]) -> Plan:
    if "rollback" in keys:
        plan = replace(plan, settings=replace(plan.settings, rollback=Rollback(keys["rollback"])))
    return replace(plan, allow=(*plan.allow, *keys.get("allow", ())))


def _findings(schema: Schema, plan: Plan) -> list[Finding]:
    recorder = Recorder()
    try:
        check(schema.target(plan.table, plan), recorder)
    except Refused as error:
        return list(error.findings)
    return [event.finding for event in recorder.of(Found)]
