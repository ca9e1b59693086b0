"""What a session of ours sees."""

from __future__ import annotations

from onlinealter.mysql import session
from onlinealter.mysql.server import read_server
from onlinealter.tables.facts import estimated_rows
from tests.integration.engine.alterations import make_customers
from tests.servers import Schema


def test_the_number_of_rows_is_that_of_now(schema: Schema) -> None:
    """MySQL would say for a day what somebody was told before."""
    make_customers(schema, 0)
    with schema.connect() as application:
        assert estimated_rows(application, schema.name, "customers") == 0
        values = ", ".join(f"({number}, 'n')" for number in range(1, 3001))
        application.execute(f"INSERT INTO customers (id, name) VALUES {values}")
    with schema.connect() as ours:
        session.set_up(ours, read_server(ours))
        assert estimated_rows(ours, schema.name, "customers") > 1000
