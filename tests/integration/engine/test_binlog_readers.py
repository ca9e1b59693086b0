"""What a reader of the binlog meets during a run bears a name by which docs/binlog-readers.md knows it."""

from __future__ import annotations

import re

from onlinealter.model.states import Phase
from onlinealter.mysql.connection import Connection, Row
from tests.integration.engine.alterations import WHOLE, make_customers, run, widen
from tests.servers import Schema
from tests.unit.tables.test_binlog_names import OURS


def test_rows_and_statements_name_the_table_or_what_the_page_says(schema: Schema) -> None:
    """From prepare to cleanup, and a rollback. The copy and the swap write no row of the original."""
    make_customers(schema, 30)
    with schema.connect() as connection:
        begin = connection.rows("SHOW BINARY LOGS")[-1]
        target = schema.target("customers", widen(compress_binlog=False))
        run(target, WHOLE[:-1])
        assert "customers" not in _written(_events(connection, begin))
        connection.execute("INSERT INTO customers (name) VALUES ('Eve')")
        run(target, [Phase.ROLLBACK])
        run(target, WHOLE)
        events = _events(connection, begin)
    statements = [text for kind, text in events if kind == "Query" and schema.name in text]
    named = {name for text in statements for name in re.findall(r"TABLE[^`]*`[^`]+`\.`([^`]+)`", text)}
    written = _written(events)
    assert "customers" in written
    assert len(written) > 4
    assert [name for name in (written | named) - {"customers"} if not OURS.fullmatch(name)] == []
    assert [text for text in statements if "RENAME TABLE" in text and not _is_swap(text)] == []


def _events(connection: Connection, begin: Row) -> list[tuple[str, str]]:
    """Kind and text of all events since then."""
    events = connection.rows(f"SHOW BINLOG EVENTS IN '{begin[0]}' FROM {begin[1]}")
    return [(str(row[2]), str(row[5])) for row in events]


def _written(events: list[tuple[str, str]]) -> set[str]:
    """The tables that have row events; a statement that could have written to others names them, too."""
    names = {}
    found = set()
    for kind, text in events:
        number = re.match(r"table_id: (\d+)", text)
        if number and kind == "Table_map":
            names[number[1]] = text.rpartition(".")[2].rstrip(")")
        elif number and "_rows" in kind:
            found.add(names[number[1]])
    return found


def _is_swap(text: str) -> bool:
    """Both tables move in one statement."""
    return bool(re.search(r"RENAME TABLE \S*`customers` TO \S+, \S+ TO \S*`customers`", text))
