"""A run as a page shows it: read from its journal, and from what this machine recorded while it worked at it."""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Mapping
from dataclasses import fields, replace

from onlinealter.engine.event_file import read_record
from onlinealter.engine.journal import RunRecord, read_runs
from onlinealter.engine.recorded_work import RecordedWork, work_in
from onlinealter.engine.shard import Shard, connect_shard
from onlinealter.engine.status import status_of
from onlinealter.engine.target import Target
from onlinealter.model.errors import WrongPhase
from onlinealter.model.event_values import timestamp
from onlinealter.model.plan import Plan, Settings
from onlinealter.model.rehearsal import Curve, Details, Pause
from onlinealter.model.run_report import Limit, ReportedRun
from onlinealter.model.states import State
from onlinealter.model.status import RunStatus
from onlinealter.planning.setting_values import SETTINGS, written_setting

_FLOORS = frozenset({"free disk"})
"""Signals that have to stay above their limits."""


def read_run_report(target: Target) -> ReportedRun:
    """The newest run of the table, or the one that the target names; raises WrongPhase without one. Writes nothing."""
    shard = connect_shard(target)
    target = shard.spelled(target)
    with shard.open_primary() as connection:
        runs = read_runs(connection, target.schema, target.table)
        record = next((run for run in reversed(runs) if target.run in ("", run.id)), None)
        if record is None:
            raise WrongPhase(
                f"{target.schema}.{target.table} has had no run",
                remedy="Call 'online-alter history' to see the schema's runs.",
            )
        status = status_of(connection, shard, record, runs)
    log = read_record(shard.server.identity, target.schema, record.id)
    return _reported(shard, record, status, work_in(log, record.table_name, at_work=bool(status.owner)))


def _reported(shard: Shard, record: RunRecord, status: RunStatus, work: RecordedWork) -> ReportedRun:
    details = work.timeline.details(record.plan, record.original_definition, tuple(_hosts(shard, record)))
    pauses = tuple(_pauses(details))
    return ReportedRun(
        run=record.id,
        table=status.table,
        server=f"{status.server}",
        state=status.state,
        over=record.state.ended,
        began_at=timestamp_of(status, began=True),
        updated_at=timestamp_of(status, began=False),
        seconds=work.seconds,
        recorded=bool(work.sessions),
        method=record.method,
        rows_copied=status.rows_copied,
        estimated_rows=status.estimated_rows,
        verification=status.verification,
        conflicts=status.conflicts,
        keys=status.conflict_keys,
        binlog_bytes=status.binlog_bytes,
        failure="" if record.state is State.DONE else status.failure,
        waiting=status.waiting,
        following=status.following,
        begun_by=status.begun_by,
        owner=status.owner,
        details=replace(
            details,
            began_at=work.sessions[0].began_at if work.sessions else details.began_at,
            curves=work.curves,
            command=_command(record.plan),
            left_out=(*details.left_out, *work.left_out),
        ),
        definition_after=record.new_definition,
        sessions=work.sessions,
        phases=work.phases,
        swaps=work.swaps,
        limits=tuple(_limits(work.curves, pauses)),
        pauses=pauses,
        lock_attempts=work.lock_attempts,
        differences=work.differences,
        repaired=work.repaired,
        killed=work.killed,
        notes=work.notes,
    )


def timestamp_of(status: RunStatus, *, began: bool) -> str:
    """When the run began, or when its journal was written last."""
    at = status.created_at if began else status.updated_at
    return timestamp(at) if at.tzinfo else f"{at.isoformat(timespec='seconds')}Z"


def _hosts(shard: Shard, record: RunRecord) -> Iterator[str]:
    accounts = (shard.primary, *shard.replicas)
    found = (*(each.socket or each.host for each in accounts), record.owner_host, record.begun_by.rpartition("@")[2])
    yield from dict.fromkeys(each for each in found if each)


def _pauses(details: Details) -> Iterator[Pause]:
    by_signal: dict[str, list[float]] = {}
    for each in details.intervals:
        by_signal.setdefault(each.signal, []).append(each.seconds)
    yield from (Pause(signal, len(times), sum(times)) for signal, times in sorted(by_signal.items()))


def _limits(curves: tuple[Curve, ...], pauses: tuple[Pause, ...]) -> Iterator[Limit]:
    """What the run was held against: every signal with a limit, and how it kept it."""
    paused: Mapping[str, Pause] = {each.reason: each for each in pauses}
    for curve in curves:
        if curve.limit is not None and curve.points:
            below, pause = curve.name in _FLOORS, paused.get(curve.name)
            worst = min(each.lowest for each in curve.points) if below else max(each.highest for each in curve.points)
            times, seconds = (pause.times, pause.seconds) if pause else (0, 0.0)
            yield Limit(curve.name, curve.limit, worst, below, times, seconds)


def _command(plan: Plan) -> str:
    """What makes the same change on another server; empty where only the plan file says all of it."""
    if plan.columns or plan.reverse:
        return ""
    words = ["online-alter", "run", "--table", plan.table]
    words += [word for clause in plan.alter for word in ("--alter", clause)]
    words += [word for each in plan.allow for word in ("--allow", each)]
    words += ["--where", plan.where] if plan.where else []
    for each in fields(Settings):
        value = getattr(plan.settings, each.name)
        if value != each.default and each.name in SETTINGS and not each.metadata["local"]:
            words += ["--set", written_setting(each.name, value)]
    return shlex.join(words)
