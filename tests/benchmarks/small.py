"""A small measurement: what the driver's two forms cost."""

from __future__ import annotations

import json
import os
import statistics
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from onlinealter.sandbox import Endpoint
from tests.benchmarks.child import run_child

_CONNECTS, _STATEMENTS, _ROWS = 20, 2000, 50_000
_PASSWORD = "BENCHMARK_PASSWORD"


@dataclass(frozen=True)
class Driver:
    """One form of the driver: seconds to connect; per statement seconds and CPU seconds of ours; rows a second."""

    server: str
    form: str
    connect: float
    statement: float
    statement_processor: float
    rows_per_second: float


def drivers(server: str, endpoint: Endpoint) -> list[Driver]:
    """Both forms, each in a process of its own; a form that can't reach the server is left out."""
    found = []
    for form in ("pure", "extension"):
        words = [sys.executable, "-m", "tests.benchmarks.small", form, endpoint.host, str(endpoint.port), endpoint.user]
        ended = run_child(words, {_PASSWORD: endpoint.password}, 300.0)
        if ended.status == 0:
            found.append(Driver(server, form, **json.loads(ended.said)))
    return found


def _measure_driver(form: str, host: str, port: str, user: str) -> dict[str, float]:
    import mysql.connector

    def connect() -> Any:
        return mysql.connector.connect(
            host=host, port=int(port), user=user, password=os.environ[_PASSWORD], use_pure=form == "pure", autocommit=True
        )

    if form == "extension" and not mysql.connector.HAVE_CEXT:
        raise RuntimeError("the extension isn't there")
    connects = statistics.median(_timed(lambda: connect().close())[0] for _ in range(_CONNECTS))
    connection = connect()  # a cursor alone doesn't keep it open
    cursor = connection.cursor()

    def statements() -> None:
        for _ in range(_STATEMENTS):
            cursor.execute("SELECT 1, 'some text'")
            cursor.fetchall()

    digits = "(SELECT 0 AS d UNION ALL " + " UNION ALL ".join(f"SELECT {n}" for n in range(1, 10)) + ")"

    def rows() -> None:
        several = ", ".join(f"{digits} AS {alias}" for alias in "abcef")
        cursor.execute(f"SELECT a.d, f.d + 0.5, 'a text of some length', 12345.678 FROM {several} LIMIT {_ROWS}")
        cursor.fetchall()

    statements_seconds, processor = _timed(statements)
    return {
        "connect": round(connects, 5),
        "statement": round(statements_seconds / _STATEMENTS, 7),
        "statement_processor": round(processor / _STATEMENTS, 7),
        "rows_per_second": round(_ROWS / _timed(rows)[0]),
    }


def _timed(work: Callable[[], object]) -> tuple[float, float]:
    began, processor = time.perf_counter(), time.process_time()
    work()
    return time.perf_counter() - began, time.process_time() - processor


if __name__ == "__main__":
    sys.stdout.write(json.dumps(_measure_driver(*sys.argv[1:])))
