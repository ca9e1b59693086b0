"""``python -m tests.benchmarks definitions``: changes that the server makes by itself, beside eight writers.

Each of twelve changes of metadata is a whole ``run`` of the program, then its ``rollback``; an index is built in turn by
ours and by the server's own online ALTER, with nobody at work. Times are those of whole programs, their start included.
"""

from __future__ import annotations

import argparse
import json
import statistics
import sys
import time
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from onlinealter.demo.tally import Tally
from onlinealter.mysql.connection import Connection
from onlinealter.sandbox import ServerKind
from tests.benchmarks.application import work
from tests.benchmarks.child import Ended, run_child
from tests.benchmarks.figures import NOTHING, milliseconds_text, ratio_text, seconds_text, table
from tests.benchmarks.ground import Ground, ground
from tests.benchmarks.machine import describe_machine, machine_sentence
from tests.benchmarks.shapes import SCHEMA, SHAPES, TABLE

_SHAPE, _WARM_UP, _BETWEEN = "random-1", 3.0, 2.0  # seconds
_CHANGES = {
    "table comment": "COMMENT = 'new'",
    "column comment": "MODIFY v4 VARCHAR(63) COMMENT 'new'",
    "default set": "ALTER COLUMN v4 SET DEFAULT 'x'",
    "text widened": "MODIFY v1 VARCHAR(100) NOT NULL",
    "column renamed": "RENAME COLUMN v4 TO remark",
    "column added last": "ADD COLUMN more VARCHAR(20)",
    "column added first": "ADD COLUMN more INT NOT NULL DEFAULT 5 FIRST",
    "virtual column added": "ADD COLUMN twice INT GENERATED ALWAYS AS (b * 2) VIRTUAL",
    "index renamed": "RENAME INDEX by_k TO by_key",
    "index hidden": "ALTER INDEX by_k INVISIBLE",
    "index dropped": "DROP INDEX by_k",
    "counter raised": "AUTO_INCREMENT = 900000000",
}
_HIDDEN_IN_MARIADB = "ALTER INDEX by_k IGNORED"
_INDEX = "ADD INDEX by_a (a, k)"
_BY_COPY = "text widened"  # back


@dataclass(frozen=True)
class Changed:
    """One change: seconds of the whole run and of the rollback, of the run's ALTER with its waits for locks, and what the
    application saw meanwhile.
    """

    server: str
    rows: int
    what: str
    run: float
    altering: float
    copied: bool
    back: float | None
    restored: bool | None
    longest: float
    errors: dict[str, int]


@dataclass(frozen=True)
class Built:
    """An index built by the server's own ALTER, and by a run; seconds, medians."""

    server: str
    rows: int
    alter: float
    ours: float
    of_it: float  # in the run's ALTER


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The command's options."""
    parser.add_argument("--servers", default="mysql,mariadb-10.11", help="kinds of server: mysql, mariadb, mariadb-10.11")
    parser.add_argument("--rows", type=int, default=2_000_000, help="of the table")
    parser.add_argument("--pace", type=float, default=100.0, help="transactions a second of all writers; 0 for full speed")
    parser.add_argument("--pool", default="1G", help="the server's buffer pool")
    parser.add_argument("--repeats", type=int, default=3, help="how often the index is built")
    parser.add_argument("--results", type=Path, default=None, help="a JSON file for all figures")


def run(arguments: argparse.Namespace) -> None:
    """Measure, and write the tables on stdout."""
    machine = describe_machine()
    changed, built = list[Changed](), list[Built]()
    for name in arguments.servers.split(","):
        with ground(ServerKind(name), arguments.pool, _say) as here:
            _say(f"{here.name}: filling {arguments.rows:,} rows")
            here.fill(SHAPES[_SHAPE], arguments.rows)
            here.restore(SHAPES[_SHAPE])
            changed += _all_changes(here, arguments.rows, arguments.pace)
            here.restore(SHAPES[_SHAPE])
            built.append(_index(here, arguments.rows, arguments.repeats))
    if arguments.results:
        held = {"machine": machine, "changed": [asdict(each) for each in changed], "built": [asdict(each) for each in built]}
        arguments.results.write_text(json.dumps(held, indent=1) + "\n", encoding="utf-8")
    sys.stdout.write(f"{machine_sentence(machine)}\n\n{_changes_table(changed)}\n\n{_index_table(built)}\n")


def _all_changes(here: Ground, rows: int, pace: float) -> list[Changed]:
    found: list[tuple[Changed, float, float]] = []
    with work(here.account, SCHEMA, rows, pace).traffic as traffic:
        time.sleep(_WARM_UP)
        for what in _CHANGES:
            time.sleep(_BETWEEN)
            began = time.time()
            found.append((_change(here, rows, what), began, time.time()))
            _say(f"{here.name}: {what}: {found[-1][0].run:.2f} s")
        tally = traffic.stop()
    return [_with_application(each, tally, began, ended) for each, began, ended in found]


def _change(here: Ground, rows: int, what: str) -> Changed:
    alter = _HIDDEN_IN_MARIADB if what == "index hidden" and here.sandbox.kind.is_mariadb else _CHANGES[what]
    with here.endpoint.connect(SCHEMA) as connection:
        before = _definition(connection)
        ended = _ours(here, "run", "--yes", "--alter", alter)
        events = _events(ended)
        copied = any(each["event"] == "copy-advanced" for each in events)
        back, restored = None, None
        if what == _BY_COPY or copied:
            _ours(here, "cleanup")
        else:
            back = _ours(here, "rollback", "--yes").seconds
            restored = _definition(connection) == before
            _ours(here, "abort")
    return Changed(
        here.name, rows, what, round(ended.seconds, 3), round(_altering(events), 3), copied,
        back if back is None else round(back, 3), restored, 0.0, {},
    )  # fmt: skip


def _with_application(change: Changed, tally: Tally, began: float, ended: float) -> Changed:
    """In the whole seconds of the change and its way back; a transaction counts when it ends."""
    seen = tally.between(int(began), int(ended) + 1)
    errors = {str(number): times for number, times in sorted(seen.errors.items())}
    return Changed(**{**asdict(change), "longest": round(seen.latencies.longest, 4), "errors": errors})


def _index(here: Ground, rows: int, repeats: int) -> Built:
    alters, ours, of_it = list[float](), list[float](), list[float]()
    with here.endpoint.connect(SCHEMA) as connection:
        for _ in range(repeats):
            began = time.monotonic()
            connection.execute(f"ALTER TABLE {TABLE} {_INDEX}, ALGORITHM=INPLACE, LOCK=NONE")
            alters.append(time.monotonic() - began)
            connection.execute(f"ALTER TABLE {TABLE} DROP INDEX by_a")
            ended = _ours(here, "run", "--yes", "--cleanup", "--alter", _INDEX, "--set", "strategy=native")
            ours.append(ended.seconds)
            of_it.append(_altering(_events(ended)))
            connection.execute(f"ALTER TABLE {TABLE} DROP INDEX by_a")
    middles = (round(statistics.median(each), 3) for each in (alters, ours, of_it))
    return Built(here.name, rows, *middles)


def _ours(here: Ground, command: str, *words: str) -> Ended:
    server = here.endpoint
    dsn = f"mysql://{server.user}@{server.host}:{server.port}/{SCHEMA}"
    call = [sys.executable, "-m", "onlinealter", command, "--json", "--dsn", dsn, "--table", TABLE, *words]
    ended = run_child(call, {"MYSQL_PWD": server.password})
    if ended.status:
        raise RuntimeError(f"{command} {' '.join(words)} ended with {ended.status}: {ended.said[-800:]}{ended.complained}")
    return ended


def _events(ended: Ended) -> list[Mapping[str, Any]]:
    return [json.loads(line) for line in ended.said.splitlines() if line.startswith("{")]


def _altering(events: list[Mapping[str, Any]]) -> float:
    """Seconds of the ALTER of the table itself, waits for its lock included."""
    of_table = [each for each in events if each["event"] == "statement-ran" and each["sql"].startswith("ALTER TABLE")]
    return sum(float(each["seconds"]) for each in of_table if f"`{TABLE}`" in each["sql"])


def _definition(connection: Connection) -> list[str]:
    """Without the counter, which goes on, and the order of the indexes."""
    lines = str(connection.rows(f"SHOW CREATE TABLE {TABLE}")[0][1]).split("\n")
    return sorted(line.strip().rstrip(",") for line in lines[:-1])


def _changes_table(changed: list[Changed]) -> str:
    rows = [
        [
            each.server, f"{each.rows:,}", each.what, seconds_text(each.run), seconds_text(each.altering),
            "yes" if each.copied else "no",
            "by a copy, not measured" if each.back is None else seconds_text(each.back),
            NOTHING if each.restored is None else "yes" if each.restored else "NO",
            milliseconds_text(each.longest),
            ", ".join(f"{number}: {times}" for number, times in each.errors.items()) or "none",
        ]
        for each in changed
    ]  # fmt: skip
    heads = [
        "server", "rows", "change", "run", "in the ALTER and its waits", "rows copied", "rollback", "as before",
        "application's longest transaction", "its errors by number",
    ]  # fmt: skip
    return table(heads, rows, words=3)


def _index_table(built: list[Built]) -> str:
    rows = [
        [each.server, f"{each.rows:,}", seconds_text(each.alter), seconds_text(each.ours), seconds_text(each.of_it),
         ratio_text(each.ours / each.alter)]
        for each in built
    ]  # fmt: skip
    return table(["server", "rows", "the server's own ALTER", "run", "in its ALTER", "of the server's"], rows)


def _say(text: str) -> None:
    sys.stderr.write(f"{text}\n")
