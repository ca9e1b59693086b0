"""Global settings of the server that our sessions don't go by."""

from __future__ import annotations

from dataclasses import replace

import pytest

from onlinealter.model.plan import Plan
from tests.integration.engine.alterations import WHOLE, Recorder, run, settings
from tests.integration.facts.conftest import global_settings
from tests.servers import Schema

# Together where one doesn't hide what another does.
_BOTH = [
    {"sql_select_limit": "20", "sql_auto_is_null": "ON", "sql_safe_updates": "ON", "wait_timeout": "1"},
    {"sql_quote_show_create": "OFF", "completion_type": "'CHAIN'", "innodb_default_row_format": "'compact'"},
    {"sql_mode": "'ANSI_QUOTES,PIPES_AS_CONCAT,NO_ZERO_DATE,NO_ZERO_IN_DATE'"},
    {"sql_big_selects": "OFF", "max_join_size": "100"},
]
_OF_MYSQL = [
    {"max_execution_time": "1", "default_tmp_storage_engine": "MyISAM", "default_storage_engine": "MyISAM"},
    {"transaction_read_only": "ON", "old_alter_table": "ON"},
    {"sql_require_primary_key": "ON", "sql_generate_invisible_primary_key": "ON"},
]
_OF_MARIADB = [
    {"max_statement_time": "0.001", "sql_if_exists": "ON", "idle_transaction_timeout": "1"},
    {"tx_read_only": "ON", "default_storage_engine": "MyISAM"},
    {"alter_algorithm": "'INSTANT'"},
    {"alter_algorithm": "'NOCOPY'"},
]


def _wide(place: Schema) -> Plan:
    """A table of 32 columns with rows whose last column has no default."""
    columns = ", ".join(f"c{number} INT DEFAULT {number}" for number in range(29))
    with place.connect() as connection:
        connection.execute(
            "CREATE TABLE readings (id INT NOT NULL AUTO_INCREMENT PRIMARY KEY, note VARCHAR(9), "
            f"{columns}, last_one VARCHAR(20) DEFAULT 'none', KEY (note)) ROW_FORMAT=DYNAMIC"
        )
        values = ", ".join(f"({number}, 'n{number}', 'kept {number}')" for number in range(1, 101))
        connection.execute(f"INSERT INTO readings (id, note, last_one) VALUES {values}")
    changes = ("MODIFY c0 BIGINT DEFAULT 5, ADD KEY (c0)",)
    return Plan("readings", changes, columns={"c1": "c1 + 1"}, reverse={"c1": "c1 - 1"}, settings=settings())


@pytest.mark.parametrize("given", [*_BOTH, *_OF_MYSQL, *_OF_MARIADB], ids=lambda given: "-".join(given))
def test_a_run_does_not_go_by_the_servers_settings(place: Schema, given: dict[str, str]) -> None:
    """The table is what it is without that setting, to the last column."""
    if given in (_OF_MYSQL if place.kind.is_mariadb else _OF_MARIADB):
        return
    target = place.target("readings", _wide(place))
    with place.connect() as connection:
        with global_settings(connection, given):
            status = run(target, WHOLE, Recorder())
        assert status.state == "done"
        kept = connection.rows("SELECT id, note, c1, last_one FROM readings ORDER BY id")
        assert kept == [(number, f"n{number}", 2, f"kept {number}") for number in range(1, 101)]
        assert str(connection.row("SHOW COLUMNS FROM readings LIKE 'c0'")[1]).startswith("bigint")  # type: ignore[index]


def test_moments_are_those_of_utc_whatever_the_servers_time_zone(place: Schema) -> None:
    """For the copy, and for the triggers of an application that goes by the server's."""
    with place.connect() as connection:
        connection.execute("CREATE TABLE visits (id INT PRIMARY KEY, seen TIMESTAMP NOT NULL, note VARCHAR(9))")
        insert = "INSERT INTO visits (id, seen) VALUES (%s, %s)"
        for number, moment in ((1, "2026-05-31 23:00:00"), (2, "2026-06-01 01:00:00")):
            connection.execute(insert, [number, moment])
        plan = Plan("visits", ("MODIFY note VARCHAR(20)",), where="seen >= '2026-06-01 00:00:00'", allow=("rows",))
        target = place.target("visits", replace(plan, settings=settings()))
        with global_settings(connection, {"time_zone": "'+09:00'"}):
            run(target, WHOLE[:1])
            connection.execute("SET SESSION time_zone = @@GLOBAL.time_zone")
            for number, moment in ((3, "2026-06-01 08:00:00"), (4, "2026-06-01 10:00:00")):
                connection.execute(insert, [number, moment])
            connection.execute("SET SESSION time_zone = '+00:00'")
            run(target, WHOLE[1:4])
        assert connection.rows("SELECT id, CAST(seen AS CHAR) FROM visits ORDER BY id") == [
            (2, "2026-06-01 01:00:00"),
            (4, "2026-06-01 01:00:00"),
        ]


def test_a_key_that_the_server_hides_is_seen(place: Schema) -> None:
    """MySQL: a primary key that it made by itself, with a setting that leaves it out of what is shown."""
    if place.kind.is_mariadb:
        return
    with place.connect() as connection:
        connection.run_all(
            [
                "SET SESSION sql_generate_invisible_primary_key = ON",
                "CREATE TABLE hidden (a INT)",
                "INSERT INTO hidden VALUES (1), (2), (3)",
            ]
        )
        target = place.target("hidden", Plan("hidden", ("MODIFY a BIGINT, ADD KEY (a)",), settings=settings()))
        with global_settings(connection, {"show_gipk_in_create_table_and_information_schema": "OFF"}):
            assert run(target, WHOLE, Recorder()).state == "done"
        assert connection.rows("SELECT my_row_id, a FROM hidden ORDER BY my_row_id") == [(1, 1), (2, 2), (3, 3)]
