"""``python -m tests.benchmarks measure``: ours and the rivals in turn, then tables and plots."""

from __future__ import annotations

import argparse
import math
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from onlinealter.sandbox import ServerKind
from tests.benchmarks import contestants, jobs
from tests.benchmarks.contestants import OURS, Contestant, contestant
from tests.benchmarks.ground import Ground, ground
from tests.benchmarks.jobs import UNCOMPRESSED, Job, Load
from tests.benchmarks.machine import describe_machine
from tests.benchmarks.measuring import Measured, full_speed, measure
from tests.benchmarks.page import benchmarks_page
from tests.benchmarks.records import RESULTS, as_json, from_json, read_json, write_json
from tests.benchmarks.shapes import SHAPES
from tests.benchmarks.small import drivers
from tests.benchmarks.starts import starts

DOCS = Path(__file__).parents[2] / "docs"
RIVALS = {
    "copy": contestants.COPY,
    "inplace": contestants.INPLACE,
    "pt-osc": contestants.TOOLKIT,
    "gh-ost": contestants.GH_OST,
    "spirit": contestants.SPIRIT,
}
LOADS = {"idle": Load.IDLE, "full": Load.FULL, "paced": Load.PACED, "light": Load.LIGHT}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The command's options."""
    parser.add_argument("--suite", choices=("quick", "full"), default="quick", help="what to measure, unless --shapes says")
    parser.add_argument("--servers", default="mysql", help="kinds of server: mysql, mariadb, mariadb-10.11")
    parser.add_argument("--rivals", default="copy,inplace,pt-osc", help=f"of {', '.join(RIVALS)}; empty for ours alone")
    parser.add_argument("--program", action="append", default=[], metavar="NAME=PATH", help="where gh-ost or spirit is")
    parser.add_argument("--shapes", default="", help=f"of {', '.join(SHAPES)}; instead of a suite")
    parser.add_argument("--rows", default="300000", help="with --shapes: how many, several with commas between")
    parser.add_argument("--loads", default="idle", help="with --shapes: of idle, full, paced, light")
    parser.add_argument("--repeats", type=int, default=3, help="with --shapes: how often")
    parser.add_argument(
        "--also",
        action="append",
        default=[],
        metavar="SETTINGS",
        help="with --shapes: ours also with 'workers=1 chunk_time=0.3'",
    )
    parser.add_argument("--set", action="append", default=[], metavar="KEY=VALUE", help="a setting of ours")
    parser.add_argument("--pool", default="2G", help="the servers' buffer pool")
    parser.add_argument("--minutes", type=float, default=0.0, help="begin nothing new after so many; 0 for no end")
    parser.add_argument("--limit", type=float, default=3600.0, help="seconds after which a tool is given up")
    parser.add_argument("--beside", default="", metavar="COMMIT", help="of small runs; the last release by default")
    parser.add_argument("--append", action="store_true", help="keep what the results hold already")
    parser.add_argument("--results", type=Path, default=RESULTS / "benchmarks.json", help="the JSON file to write")
    parser.add_argument("--docs", type=Path, default=DOCS, help="the folder for benchmarks.md and images/")
    parser.add_argument("--page-only", action="store_true", help="write page and plots from the JSON that is there")


def run(arguments: argparse.Namespace) -> None:
    """Measure, unless only the page is wanted, and write."""
    if not arguments.page_only:
        _measure_all(arguments)
    write_page(arguments.results, arguments.docs)


def write_page(results: Path, docs: Path) -> None:
    """Page and plots from the JSON."""
    from tests.benchmarks.plots import draw_all  # a library that each writer process would load too

    held = read_json(results)
    pictures = draw_all(from_json(Measured, held["measured"]), docs / "images")
    (docs / "benchmarks.md").write_text(benchmarks_page(held, pictures), encoding="utf-8")


@dataclass
class _Course:
    """What is held in the file so far, and when nothing new is begun any more."""

    arguments: argparse.Namespace
    held: dict[str, Any]
    ends_at: float
    paces: dict[tuple[str, str, int], float] = field(default_factory=dict)

    @property
    def is_over(self) -> bool:
        return time.monotonic() > self.ends_at

    def renew(self, key: str, server: str, values: Sequence[Any]) -> None:
        """Keep these instead of what an earlier call has kept of the same server."""
        self.held[key] = [each for each in self.held.get(key, []) if each["server"] != server]
        self.keep(key, values)

    def keep(self, key: str, values: Sequence[Any]) -> None:
        self.held.setdefault(key, []).extend(as_json(values))
        write_json(self.arguments.results, self.held)


def _measure_all(arguments: argparse.Namespace) -> None:
    held = read_json(arguments.results) if arguments.append else {}
    held = {**held, "machine": describe_machine(), "pool": arguments.pool}
    held.setdefault("measured", [])
    kinds = [ServerKind(name) for name in _listed(arguments.servers)]
    part = 60 * (arguments.minutes or math.inf) / len(kinds)  # of the time is each server's
    for kind in kinds:
        with ground(kind, arguments.pool, _say) as here:
            _measure_server(here, _Course(arguments, held, time.monotonic() + part))


def _measure_server(here: Ground, course: _Course) -> None:
    arguments = course.arguments
    wanted = _jobs(arguments, kind_is_mariadb=here.sandbox.kind.is_mariadb)
    paths = {name: Path(path) for name, _, path in (each.partition("=") for each in arguments.program)}
    kinds = dict.fromkeys((name, job.settings) for job in wanted for name in job.contestants)
    ready = {
        (name, settings): contestant(name, paths, (*arguments.set, *settings.split()), _say) for name, settings in kinds
    }
    course.renew("starts", here.name, starts(here.name, here.endpoint, arguments.beside))
    course.renew("drivers", here.name, drivers(here.name, here.endpoint))
    filled: tuple[str, int] | None = None
    for job, repeat in jobs.in_turn(wanted):
        if course.is_over:
            _say("the time is up; what is left is not measured")
            return
        if (job.shape, job.made_rows) != filled:
            _say(f"{here.name}: filling {job.shape} with {job.made_rows:,} rows")
            here.fill(SHAPES[job.shape], job.made_rows)
            filled = (job.shape, job.made_rows)
        for name in jobs.order(job.contestants, repeat):
            if not course.is_over:
                _measure_one(here, course, job, name, ready[name, job.settings], repeat)


def _measure_one(here: Ground, course: _Course, job: Job, name: str, who: Contestant, repeat: int) -> None:
    kind = (here.name, job.shape, job.made_rows)
    if job.load is Load.PACED and kind not in course.paces:
        course.paces[kind] = full_speed(here, job) / 3
    found = measure(here, job, name, who, repeat, course.arguments.limit, course.paces.get(kind, 0.0))
    who_so = f"{name} {job.settings}".strip()
    _say(f"{here.name}, {job.shape}, {job.made_rows:,} rows, {job.load}, {who_so}: {found.outcome}, {found.seconds:.1f} s")
    course.keep("measured", [found])


def _jobs(arguments: argparse.Namespace, *, kind_is_mariadb: bool) -> list[Job]:
    everyone = [OURS, *(RIVALS[name] for name in _listed(arguments.rivals))]
    if arguments.shapes:
        loads = [LOADS[name] for name in _listed(arguments.loads)]
        rows = [int(number) for number in _listed(arguments.rows)]
        shapes = _listed(arguments.shapes)
        wanted = jobs.chosen(shapes, rows, loads, everyone, arguments.repeats, arguments.also)
    else:
        wanted = {"quick": jobs.quick, "full": jobs.full}[arguments.suite](everyone)
    return [job for job in wanted if not (job.settings == UNCOMPRESSED and kind_is_mariadb)]


def _listed(text: str) -> list[str]:
    return [part.strip() for part in text.split(",") if part.strip()]


def _say(text: str) -> None:
    sys.stderr.write(f"{text}\n")
