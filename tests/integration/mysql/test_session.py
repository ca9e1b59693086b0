"""What a session of ours sees."""

from __future__ import annotations

import pytest

from onlinealter.model.errors import ServerError
from onlinealter.mysql import error_numbers, session
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


def test_text_that_breaks_out_adds_no_statement(schema: Schema) -> None:
    """Unless the session needs several in a message; then it is one that is made of our own text only."""
    with schema.connect() as ours:
        for _ in range(2):
            with pytest.raises(ServerError) as caught:
                ours.execute("SELECT 1; CREATE TABLE broken_out (id INT)")
            assert caught.value.number == error_numbers.PARSE_ERROR
        assert ours.run_together(["SET @a = 1", "SET @a = @a + 1"]) == [0, 0]
        assert ours.value("SELECT @a") == 2
    with schema.connect() as ours:
        assert not ours.rows("SHOW TABLES")
