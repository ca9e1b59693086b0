"""A fleet's report as a page: the verdict, each shard on one time axis, the table, questions and answers."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from onlinealter.model.fleet import FleetStatus, ShardRow, Standing
from onlinealter.model.history import PastRun
from onlinealter.planning.plan_notes import told
from onlinealter.report.page_model import Course, Courses, Page, Section, Stage, section, table
from onlinealter.report.readable import count, whole_seconds

_IN_USE = (Standing.SWAPPED, Standing.OVER)
_PEOPLE = ("owner", "begun by")
_AMISS = (Standing.FAILED, Standing.UNREACHABLE)


@dataclass(frozen=True)
class Shown:
    """``keys``: why shards failed, which may name rows; ``places``: servers, and who worked, asked and answered."""

    keys: bool = False
    places: bool = True


def page_of_fleet(status: FleetStatus, past: Sequence[PastRun], shown: Shown) -> Page:
    """The page; ``past`` are the shards' runs, of which those that status names are drawn."""
    runs = {run.shard: run for run in past if any((row.shard, row.run) == (run.shard, run.run) for row in status.shards)}
    in_use = sum(row.standing in _IN_USE for row in status.shards)
    amiss = [row for row in status.shards if row.standing in _AMISS]
    verdict = f"{in_use} of {count(len(status.shards), 'shard')} have the new table in use"
    if amiss:
        verdict += f"; {', '.join(f'{row.shard} {row.standing.value}' for row in amiss)}"
    copied = [seconds for run in runs.values() if (seconds := _seconds(run.began, run.copied_at)) is not None]
    figures = [
        ("shards", f"{len(status.shards):,}"),
        ("rows copied", f"{sum(run.rows_copied for run in runs.values()):,}"),
        ("longest copy", whole_seconds(max(copied)) if copied else "-"),
        ("as of (UTC)", _moment(status.at)),
    ]
    return Page(f"{status.title} on {count(len(status.shards), 'shard')}", verdict, not amiss, tuple(figures),
                tuple(_sections(status, runs, shown)))  # fmt: skip


def _sections(status: FleetStatus, runs: dict[str, PastRun], shown: Shown) -> Iterator[Section]:
    ordered = sorted(status.shards, key=lambda row: list(Standing).index(row.standing))
    courses = courses_of(status, runs)
    server, who = (["server"], ["last at work"]) if shown.places else ([], [])
    why = ["waits for"] if shown.keys else []
    columns = ("shard", "group", *server, "standing", "state", "done", "rows", "copy", "verification", *why, *who)
    rows = [tuple(_cells(row, runs.get(row.shard), shown)) for row in ordered]
    first = 5 if shown.places else 4
    answers = [
        (each.question, each.answer or "waits", _moment(each.answered_at or each.asked_at))
        + ((each.answered_by or each.asked_by,) if shown.places else ())
        for each in status.asked
    ]
    asked = ("question", "answer", "when (UTC)", *(["who"] if shown.places else []))
    found = (
        section("About the change", table(("", ""), _notes(runs.values(), shown))),
        section("When", courses),
        section("Shards", table(columns, rows, range(first, first + 4))),
        section("Questions between waves", table(asked, answers)),
    )
    yield from (each for each in found if each is not None)


def _notes(runs: Collection[PastRun], shown: Shown) -> list[tuple[str, ...]]:
    """What the plan says of itself, once for all shards, and who began the runs."""
    found: dict[tuple[str, ...], None] = {}
    for run in runs:
        notes = told(run.notes) | ({"begun by": run.begun_by} if run.begun_by else {})
        found |= dict.fromkeys((name, text) for name, text in notes.items() if shown.places or name not in _PEOPLE)
    return list(found)


def _cells(row: ShardRow, run: PastRun | None, shown: Shown) -> Iterator[str]:
    yield from (row.shard, row.group)
    if shown.places:
        yield row.server
    yield from (row.standing.value, row.state or "-", row.copied or "-")
    yield f"{run.rows_copied:,}" if run else "-"
    copy = _seconds(run.began, run.copied_at) if run else None
    verify = _seconds(run.copied_at, run.verified_at) if run else None
    yield from (whole_seconds(each) if each is not None else "-" for each in (copy, verify))
    if shown.keys:
        yield row.waits_for or "-"
    if shown.places:
        yield (run.who if run else "") or "-"


def courses_of(status: FleetStatus, runs: dict[str, PastRun]) -> Courses | None:
    """Each shard on one axis, from the first one's begin to the last one's end, or until now; None without a run."""
    if not runs:
        return None
    first = min(run.began for run in runs.values())
    last = max(run.ended or status.at for run in runs.values())
    shards = tuple(
        Course(row.shard, tuple(_stretches(runs[row.shard], first, status.at))) for row in status.shards if row.shard in runs
    )
    return Courses(shards, max(0.001, (last - first).total_seconds()), _moment(first), _moment(last))


def _stretches(run: PastRun, first: datetime, now: datetime) -> Iterator[tuple[Stage, float, float]]:
    ends = ((Stage.COPY, run.copied_at), (Stage.VERIFY, run.verified_at), (Stage.AFTER, run.ended or now))
    at = run.began
    for stage, end in ends:
        until = end or run.ended or now
        if until > at:
            yield stage, (at - first).total_seconds(), (until - at).total_seconds()
        if end is None:
            return
        at = max(at, until)


def _seconds(began: datetime | None, ended: datetime | None) -> float | None:
    return max(0.0, (ended - began).total_seconds()) if began is not None and ended is not None else None


def _moment(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y-%m-%d %H:%M:%S}"
