"""Many shards as one value: what ``online-alter`` does with ``--shards``, as calls."""

from __future__ import annotations

import os
from collections.abc import Callable
from concurrent.futures import Executor
from contextlib import closing, nullcontext
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

from onlinealter.engine import alteration
from onlinealter.engine import target as engine
from onlinealter.engine.stop import StopFlag
from onlinealter.engine.target import Choices
from onlinealter.fleet.drift import FleetChecked, SharedFinding, check_fleet, refuse_unfit
from onlinealter.fleet.gathering import gather
from onlinealter.fleet.overview import Fleetwide, overview
from onlinealter.fleet.rollout import Answer, FleetTools, Rolling, advance_each, raise_failures
from onlinealter.fleet.shards import Fleet as Entries
from onlinealter.fleet.shards import ShardEntry
from onlinealter.fleet.shards_file import read_shards_file
from onlinealter.fleet.standing import read_statuses
from onlinealter.fleet.target import FleetShard
from onlinealter.fleet.task import Errand
from onlinealter.fleet.waves import planned_waves
from onlinealter.fleet.workers import Workers
from onlinealter.library.calls import PHASES, UNTIL, Until
from onlinealter.library.plan import Plan, read_plan
from onlinealter.model.errors import UsageFault
from onlinealter.model.events import Event, Notice
from onlinealter.model.fleet import FleetStatus
from onlinealter.model.states import Phase
from onlinealter.model.status import RunStatus
from onlinealter.planning.accounts import account_of, filled_replica
from onlinealter.planning.plan_text import plan_as_text
from onlinealter.planning.table_reference import TableReference, parse_table

OnShardEvent = Callable[[str, Event], object]
Between = Callable[[str], bool]
_STATUS_LIMIT = 10.0  # seconds


@dataclass(frozen=True)
class Fleet:
    """The shards of a file, or some of them (docs/shards.md).

    The file alone says where they are and how they are reached: no option file is read, and of the environment only what the
    file names. ``password`` is for shards that the file has none for.
    """

    file: Path
    shards: tuple[str, ...]
    _entries: Entries = field(repr=False)
    _password: str = field(default="", repr=False)

    @classmethod
    def load(cls, file: str | Path, password: str = "") -> Fleet:
        """Read a shards file. Raises UsageFault with all its faults."""
        entries = read_shards_file(Path(file), os.environ)
        return cls(Path(file), tuple(each.name for each in entries.shards), entries, password)

    def only(self, *patterns: str, group: str = "") -> Fleet:
        """Those whose name fits one of the patterns, such as ``eu-*``, and whose group is this one. Raises UsageFault where
        none is left.
        """
        left = tuple(
            each.name
            for each in self._entries.shards
            if each.name in self.shards
            and (not patterns or any(fnmatchcase(each.name, pattern) for pattern in patterns))
            and group in ("", each.group)
        )
        if not left:
            raise UsageFault(
                f"no shard is left of {', '.join(self.shards)}", remedy="Look at the patterns and the group's name."
            )
        return replace(self, shards=left)

    def check(self, plan: Plan) -> FleetChecked:
        """Which shards' tables are alike, which findings which shards have, and which the plan fits. Changes nothing."""
        return check_fleet(self._on(plan))

    def status(self, plan: Plan | str) -> FleetStatus:
        """Where all shards stand. Changes nothing; one that doesn't answer is unreachable."""
        statuses = read_statuses(self._on(plan), _STATUS_LIMIT)
        title = plan if isinstance(plan, str) else plan.name or plan.table
        fleetwide = Fleetwide(title, self._waves(), self._entries.rollout, lambda *_: "")
        return replace(overview(statuses, fleetwide, datetime.now(UTC)), following=())

    def run(
        self,
        plan: Plan,
        *,
        until: Until = "swapped",
        between: Between | None = None,
        on_event: OnShardEvent | None = None,
        stop: StopFlag | None = None,
        executor: Executor | None = None,
    ) -> FleetStatus:
        """Copy everywhere, then swap wave by wave, from wherever each shard stands.

        ``between`` gets the question before a further wave where the file says that somebody is asked, and answers whether
        it may begin; without it Asks is raised there. With an ``executor`` its workers do the work, and read the shards
        file themselves. Raises SomeFailed, or the shard's own error where there is one shard only.
        """
        if until not in UNTIL:
            raise UsageFault(f"until: expected one of {', '.join(UNTIL)}, found {until!r}")
        shards = self._on(plan)
        tools = self._tools(on_event, stop, between, Choices(abort_when_hopeless=True))
        refuse_unfit(shards, self._entries.rollout.stop_at, lambda each: tools.reporter.report(Notice(_told(each))))
        with self._workers(plan, executor) as workers:
            tools = replace(tools, workers=workers)
            Rolling(shards, self._waves(), self._entries.rollout, tools).run(PHASES[: UNTIL[until]])
        return self.status(plan)

    def cutover(
        self,
        plan: Plan | str,
        *,
        between: Between | None = None,
        on_event: OnShardEvent | None = None,
        stop: StopFlag | None = None,
    ) -> FleetStatus:
        """Swap the verified copies in, wave by wave; ``between`` as for run."""
        tools = self._tools(on_event, stop, between, Choices())
        Rolling(self._on(plan), self._waves(), self._entries.rollout, tools).run((Phase.CUTOVER,))
        return self.status(plan)

    def verify(
        self,
        plan: Plan | str,
        *,
        repair: bool = False,
        on_event: OnShardEvent | None = None,
        stop: StopFlag | None = None,
    ) -> FleetStatus:
        """Compare each table with its copy, row by row; with ``repair`` rows that differ are copied again."""
        return self._each(plan, Phase.VERIFY, Choices(repair=repair), on_event, stop)

    def rollback(
        self,
        plan: Plan | str,
        *,
        repair: bool = False,
        compare: bool = True,
        on_event: OnShardEvent | None = None,
        stop: StopFlag | None = None,
    ) -> FleetStatus:
        """Swap back after a cutover, without losing a write made since."""
        return self._each(plan, Phase.ROLLBACK, Choices(repair=repair, unseen=not compare), on_event, stop)

    def cleanup(
        self, plan: Plan | str, *, on_event: OnShardEvent | None = None, stop: StopFlag | None = None
    ) -> FleetStatus:
        """Drop the old tables: from here on no rollback is possible."""
        return self._each(plan, Phase.CLEANUP, Choices(), on_event, stop)

    def abort(self, plan: Plan | str, *, on_event: OnShardEvent | None = None, stop: StopFlag | None = None) -> FleetStatus:
        """Take the runs away that haven't swapped; the tables are as they were."""
        return self._each(plan, Phase.ABORT, Choices(), on_event, stop)

    def pause(self, plan: Plan | str) -> dict[str, RunStatus]:
        """Let the shards' runs, wherever their processes are, wait before their next chunks; gives each by its shard's name.
        Raises SomeFailed where shards have none.
        """
        return self._pause(plan, paused=True)

    def resume(self, plan: Plan | str) -> dict[str, RunStatus]:
        """Let paused runs go on."""
        return self._pause(plan, paused=False)

    def _pause(self, plan: Plan | str, *, paused: bool) -> dict[str, RunStatus]:
        found, failed = gather(self._on(plan), lambda target: alteration.set_paused(target, paused))
        raise_failures(failed, len(self.shards))
        return found

    def _each(
        self,
        plan: Plan | str,
        phase: Phase,
        choices: Choices,
        on_event: OnShardEvent | None,
        stop: StopFlag | None,
    ) -> FleetStatus:
        shards, tools = self._on(plan), self._tools(on_event, stop, None, choices)
        raise_failures(advance_each(shards, (phase,), self._entries.rollout, tools), len(shards))
        return self.status(plan)

    def _on(self, subject: Plan | str) -> list[FleetShard]:
        return [
            FleetShard(each.name, each.group, _target(each, subject, self._password))
            for each in self._entries.shards
            if each.name in self.shards
        ]

    def _waves(self) -> tuple[tuple[str, ...], ...]:
        return planned_waves(self._entries.shards, self._entries.rollout.waves)

    def _workers(self, plan: Plan, executor: Executor | None) -> Any:  # noqa: ANN401 - two kinds of contexts
        if executor is None:
            return nullcontext()
        found = read_plan(plan)
        errand = Errand(plan_as_text(found.plan, found.schema), "{}", str(self.file.absolute()))
        return closing(Workers(executor, errand))

    def _tools(
        self, on_event: OnShardEvent | None, stop: StopFlag | None, between: Between | None, choices: Choices
    ) -> FleetTools:
        def answer(question: str) -> Answer | None:
            if between is None:
                return None
            return Answer.GO if between(question) else Answer.STOP

        return FleetTools(_OfShard("", on_event), lambda name: _OfShard(name, on_event), stop or StopFlag(), choices, answer)


@dataclass(frozen=True)
class _OfShard:
    """A reporter that calls a function with the shard's name."""

    shard: str
    on_event: OnShardEvent | None

    def report(self, event: Event) -> None:
        if self.on_event is not None:
            self.on_event(self.shard, event)


def _target(entry: ShardEntry, subject: Plan | str, password: str) -> engine.Target:
    parts = replace(entry.primary, password=password) if entry.primary.password is None and password else entry.primary
    if not parts.user:
        raise UsageFault(
            f"shard {entry.name}: no user is named", remedy="Write it into the DSN, or into [defaults] of the shards file."
        )
    replicas = tuple(account_of(filled_replica(each, parts)) for each in entry.replicas)
    where, plan = _read(subject)
    schema = where.schema or parts.database
    if not schema:
        raise UsageFault(f"shard {entry.name}: the schema is not named", remedy="End its DSN with it, or name SCHEMA.TABLE.")
    over: dict[str, Any] = dict(entry.settings)
    if plan is None:
        return engine.Target(where.table, schema, account_of(parts), replicas, settings=over)
    made = replace(plan.plan, settings=replace(plan.plan.settings, **over))
    return engine.Target(where.table, schema, account_of(parts), replicas, made, queries=plan.queries)


def _read(subject: Plan | str) -> tuple[TableReference, Any]:
    if isinstance(subject, Plan):
        found = read_plan(subject)
        return TableReference(found.plan.table, found.schema), found
    where = parse_table(subject)
    if where is None:
        raise UsageFault(f"expected NAME or SCHEMA.TABLE, found '{subject}'", remedy="Give a table's name, or the plan.")
    return where, None


def _told(finding: SharedFinding) -> str:
    return f"{finding.severity}: {finding.text} [{', '.join(finding.shards)}]"
