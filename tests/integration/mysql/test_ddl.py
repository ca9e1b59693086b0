"""The DDL runner, at work on a server that takes a statement without doing it."""

from __future__ import annotations

import time

import pytest

from onlinealter.model.errors import Changed
from onlinealter.model.ports import NullReporter
from onlinealter.mysql.connection import connect
from onlinealter.mysql.ddl import DdlRunner
from onlinealter.mysql.ddl_limits import DdlLimits
from onlinealter.mysql.server import read_server
from onlinealter.sql.statement import Statement
from tests.servers import Schema, account_of


def test_a_statement_without_effect_is_not_made_for_ever(schema: Schema) -> None:
    """It is named, with its SQL, after some times."""
    with schema.connect() as connection:
        server = read_server(connection)
    account = account_of(schema.primary)
    limits = DdlLimits(lock_wait=1.0, lock_timeout=5.0)
    ddl = DdlRunner(lambda: connect(account, database=schema.name), server, schema.name, limits, NullReporter(), time.sleep)
    left = [Statement("do what has no effect", "DO 0"), Statement("do the next", "DO 1")]
    try:
        with pytest.raises(Changed, match="'do what has no effect' 5 times"):
            ddl.run_all(lambda: left)
    finally:
        ddl.close()
