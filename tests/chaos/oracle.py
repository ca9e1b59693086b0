"""The truth: the twin after the server's own ALTER, read row by row without any of the tool's own comparing."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from typing import Any

import mysql.connector

from onlinealter.mysql.connection import Account
from onlinealter.tables.names import JOURNAL_TABLES, PREFIX
from tests.chaos.shapes import Counted, Shape
from tests.chaos.table import TABLE, TWIN

_SHOWN = 20

_Value = bytes | None


@dataclass(frozen=True)
class Verdict:
    """What the oracle found; everything but ``rows`` is empty when all is well."""

    rows: int
    differences: tuple[str, ...]
    definitions: tuple[str, ...]
    leftovers: tuple[str, ...]


def judge(account: Account, schema: str, alters: Sequence[str], shape: type[Shape] = Counted) -> Verdict:
    """Alter the twin the server's own way, then compare definitions and all rows, and look for leftovers."""
    with closing(_open(account, schema)) as connection:
        for alter in alters:
            _ask(connection, f"ALTER TABLE {TWIN} {alter}")
        here, there = (_by_key(connection, table, shape) for table in (TABLE, TWIN))
        return Verdict(
            rows=len(here),
            differences=tuple(_differences(here, there)),
            definitions=(*_definition_faults(connection, shape), *_damages(connection)),
            leftovers=leftovers(connection, schema),
        )


def left_over(account: Account, schema: str) -> tuple[str, ...]:
    """What lies about between two runs."""
    with closing(_open(account, schema)) as connection:
        return leftovers(connection, schema)


def leftovers(connection: Any, schema: str) -> tuple[str, ...]:
    """Tables and triggers that bear our mark and aren't the journal."""
    tables = [bytes(row[0]).decode() for row in _ask(connection, "SHOW TABLES")]
    triggers = [bytes(row[0]).decode() for row in _ask(connection, f"SHOW TRIGGERS FROM `{schema}`")]
    ours = [table for table in tables if PREFIX in table and table not in JOURNAL_TABLES]
    return (*ours, *triggers)


def _by_key(connection: Any, table: str, shape: type[Shape]) -> dict[tuple[_Value, ...], tuple[_Value, ...]]:
    rows = _ask(connection, f"SELECT * FROM {table}")
    plain = (tuple(None if value is None else bytes(value) for value in row) for row in rows)
    return {row[: len(shape.columns)]: row for row in plain}


def _differences(
    here: dict[tuple[_Value, ...], tuple[_Value, ...]], there: dict[tuple[_Value, ...], tuple[_Value, ...]]
) -> Iterator[str]:
    keys = [key for key in {**here, **there} if here.get(key) != there.get(key)]
    for key in keys[:_SHOWN]:
        yield f"{key}: {here.get(key)} instead of {there.get(key)}"
    if len(keys) > _SHOWN:
        yield f"{len(keys)} rows differ in all"


def _definition_faults(connection: Any, shape: type[Shape]) -> Iterator[str]:
    here, there = (_definition(connection, table) for table in (TABLE, TWIN))
    without = [re.sub(r" AUTO_INCREMENT=\d+", "", text) for text in (here, there)]
    if without[0] != without[1]:
        yield f"{without[0]}\ninstead of\n{without[1]}"
    if not shape.counted:
        return
    counter = re.search(r" AUTO_INCREMENT=(\d+)", here)
    highest = int(_ask(connection, f"SELECT MAX(id) FROM {TABLE}")[0][0])
    if counter is None or int(counter[1]) <= highest:
        yield f"AUTO_INCREMENT is {counter and counter[1]}, with {highest} there already"


def _damages(connection: Any) -> Iterator[str]:
    """What the server finds wrong inside the table: an index without one of its rows, say."""
    for row in _ask(connection, f"CHECK TABLE {TABLE}"):
        if (said := bytes(row[3]).decode()) != "OK":
            yield f"CHECK TABLE: {said}"


def _definition(connection: Any, table: str) -> str:
    text = bytes(_ask(connection, f"SHOW CREATE TABLE {table}")[0][1]).decode()
    return text.replace(f"`{table}`", "`the table`", 1)


def _open(account: Account, schema: str) -> Any:
    connection = mysql.connector.connect(
        host=account.host,
        port=account.port,
        user=account.user,
        password=account.password,
        database=schema,
        use_pure=True,
        raw=True,
        time_zone="+00:00",
    )
    _ask(connection, "SET character_set_results = NULL")  # bytes as they are stored
    return connection


def _ask(connection: Any, statement: str) -> list[Any]:
    with closing(connection.cursor(raw=True)) as cursor:
        cursor.execute(statement)
        return list(cursor.fetchall()) if cursor.with_rows else []
