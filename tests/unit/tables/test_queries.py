"""A file of queries is read as text: what could do something is refused, and values aren't kept."""

from __future__ import annotations

import pytest

from onlinealter.model.errors import UsageFault
from onlinealter.tables.queries import MOST_QUERIES, read_queries


def test_each_statement_has_its_line_and_its_text() -> None:
    """Comments are none; a semicolon in a string ends nothing."""
    first, second = read_queries("-- the list\nSELECT ';' FROM a;\n\n/* why */ DELETE\nFROM b;\n", "q.sql")
    assert (first.number, first.line, first.text) == (1, 2, "SELECT ';' FROM a")
    assert (second.number, second.line, second.locking) == (2, 4, True)


def test_values_are_not_shown() -> None:
    """Nor comments; names are, and what a query is like."""
    text = "SELECT `a`.x, COUNT(*) FROM t a /* of 'Ann' */ WHERE m = 'ann@x.org' AND n IN (1, 2.5, 0xff) AND o > -3 # Bob"
    [query] = read_queries(text, "q.sql")
    assert query.shown.startswith("SELECT `a`.x, COUNT(*) FROM t a WHERE m = ? AND n IN(?, ?, ?) AND o >")
    assert not any(value in query.shown for value in ("ann", "Ann", "2.5", "0xff", "3", "Bob"))


@pytest.mark.parametrize(
    "text", ["SELECT 1 FROM t FOR UPDATE", "select 1 from t lock in share mode", "WITH a AS (SELECT 1) DELETE FROM t"]
)
def test_what_locks_rows_is_known(text: str) -> None:
    """It can't be explained in a transaction that only reads."""
    assert read_queries(text, "q.sql")[0].locking


@pytest.mark.parametrize("text", ["SELECT 1", "(SELECT 1) UNION (SELECT 2)", "WITH a AS (SELECT 1) SELECT * FROM a",
                                  "SELECT `into`, t.next FROM t WHERE a = 'INTO OUTFILE' -- SLEEP(1)",
                                  "SELECT sleep FROM t"])  # fmt: skip
def test_what_reads_is_taken(text: str) -> None:
    """In whatever words."""
    assert not read_queries(text, "q.sql")[0].locking


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("INSERT INTO t SELECT 1", "it begins with INSERT"),
        ("EXPLAIN ANALYZE SELECT 1", "it begins with EXPLAIN"),
        ("ANALYZE SELECT 1", "it begins with ANALYZE"),
        ("SET STATEMENT max_statement_time=0 FOR SELECT 1", "it begins with SET"),
        ("CALL p()", "it begins with CALL"),
        ("(((UPDATES", "it begins with UPDATES"),
        ("'x'", "it begins with a value"),
        ("SELECT 1 INTO OUTFILE '/tmp/x'", "INTO would write"),
        ("SELECT 1 into/**/dumpfile 'x'", "INTO would write"),
        ("SELECT * FROM t PROCEDURE ANALYSE()", "PROCEDURE would run"),
        ("SELECT NEXT VALUE FOR s", "NEXT VALUE would"),
        ("SELECT sleep (3)", "sleep() does something"),
        ("SELECT `Get_Lock`('a', 1)", "does something"),
        ("UPDATE t SET a = LOAD_FILE('/etc/passwd')", "LOAD_FILE() does something"),
        ("SELECT shop.f(1)", "f() is a stored function"),
        ("SELECT `shop` . `f` (1)", "f() is a stored function"),
    ],
)
def test_what_could_do_something_is_refused(text: str, said: str) -> None:
    """With its place in the file."""
    with pytest.raises(UsageFault) as fault:
        read_queries(f"SELECT 1;\n{text}", "q.sql")
    assert any(each.startswith("statement 2, line 2: ") and said in each for each in fault.value.faults), fault.value.faults


@pytest.mark.parametrize(
    "text", ["", "-- nothing", ";;", "SELECT 'a", "SELECT /*! SLEEP(1) */ 1", "SELECT /*M!100100 1 */", "SELECT 1 /* a"]
)
def test_a_file_that_can_not_be_read_is_refused(text: str) -> None:
    """Without a statement, with an open end, or with a comment that the server would run."""
    with pytest.raises(UsageFault, match=r"q\.sql"):
        read_queries(text, "q.sql")


def test_all_faults_come_at_once() -> None:
    """And too many statements are one."""
    with pytest.raises(UsageFault) as fault:
        read_queries("CALL p(); SELECT 1; SELECT SLEEP(1) INTO @a", "q.sql")
    assert len(fault.value.faults) == 3
    with pytest.raises(UsageFault, match="has 201 statements"):
        read_queries("SELECT 1;" * (MOST_QUERIES + 1), "q.sql")
