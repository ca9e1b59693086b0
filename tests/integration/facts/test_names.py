"""Names of schemas and tables that mean something to the driver or in SQL."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from onlinealter.model.errors import Refused
from onlinealter.model.states import Phase
from onlinealter.sql import quoting
from tests.integration.engine.alterations import TO_CUTOVER, WHOLE, make_customers, run, widen
from tests.integration.faults.deeds import is_widened
from tests.servers import Schema, ServerPair

_NAMES = ("pay%sroll", "100%(x)s", 'it\'s "so"', "Bäckerei ☕ %", "per%%cent%d")


@pytest.fixture(params=_NAMES)
def odd(servers: ServerPair, request: pytest.FixtureRequest) -> Iterator[Schema]:
    primary = servers.sandbox.primary
    name = quoting.name(request.param)
    with primary.connect() as connection:
        connection.execute(f"CREATE DATABASE {name} CHARACTER SET utf8mb4")
        try:
            yield Schema(request.param, servers.kind, primary, servers.sandbox.replicas[0])
        finally:
            connection.execute(f"DROP DATABASE {name}")


@pytest.mark.parametrize("odd", ["ba`ck"], indirect=True)
def test_a_schema_with_a_backquote_is_refused(odd: Schema) -> None:
    """MySQL gives it back wrongly in a trigger's body."""
    make_customers(odd, 5)
    with pytest.raises(Refused) as refused:
        run(odd.target("customers", widen()), [Phase.PREPARE])
    assert [finding.check for finding in refused.value.findings] == ["names"]


def test_a_schema_of_an_odd_name(odd: Schema) -> None:
    """There and back, and to the end; a table of the same name too."""
    make_customers(odd, 50)
    target = odd.target("customers", widen())
    assert run(target, [*TO_CUTOVER, Phase.ROLLBACK, Phase.VERIFY, Phase.CUTOVER, Phase.CLEANUP]).state == "done"
    with odd.connect() as connection:
        assert is_widened(connection)
        connection.execute(f"RENAME TABLE customers TO {quoting.name(odd.name)}")
        plan = replace(widen(), table=odd.name, alter=("MODIFY name VARCHAR(60) NOT NULL",))
        assert run(odd.target(odd.name, plan), WHOLE).state == "done"
        assert "varchar(60)" in str(connection.row(f"SHOW COLUMNS FROM {quoting.name(odd.name)} LIKE 'name'"))
