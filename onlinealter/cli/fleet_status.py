"""``online-alter status --shards``."""

from __future__ import annotations

import shlex
import time
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime

from onlinealter.cli.fleet import FoundFleet, find_fleet, fleet_reporting
from onlinealter.cli.options import OutputOptions, TargetArguments
from onlinealter.cli.stdout import write_data
from onlinealter.cli.target import TargetScope
from onlinealter.fleet.overview import Fleetwide, overview
from onlinealter.fleet.standing import ShardStatus, read_statuses
from onlinealter.model.fleet import FleetStatus, Standing
from onlinealter.report.fleet_view import fleet_as_json, fleet_as_text, fleet_view
from onlinealter.report.watching import Shown, WatchOptions, watch

_LIMIT, _LIMIT_OF_A_LOOK = 10.0, 3.0  # seconds
_FAILED = (Standing.FAILED, Standing.UNREACHABLE)


def show_fleet_status(words: TargetArguments, output_options: OutputOptions, options: WatchOptions) -> None:
    """Print where all shards stand, once or again and again."""
    with fleet_reporting(output_options):
        looks = _Looks(find_fleet(words, TargetScope.TABLE), words, failed=options.failed)
        if not options.watch:
            status = looks.look(_LIMIT)
            write_data(fleet_as_json(status) if output_options.json else fleet_as_text(status))
            return

        def look() -> Shown:
            status = looks.look(_LIMIT_OF_A_LOOK)
            return fleet_view(status), fleet_as_json(status, None) if output_options.json else fleet_as_text(status)

        watch(look, redraw=not output_options.json)


def look_once(found: FoundFleet, words: TargetArguments) -> FleetStatus:
    """Where the fleet stands now."""
    return _Looks(found, words, failed=False).look(_LIMIT)


class _Looks:
    """One look after the other; two tell how fast a shard is."""

    def __init__(self, found: FoundFleet, words: TargetArguments, *, failed: bool) -> None:
        self._found, self._words, self._failed = found, words, failed
        self._before: tuple[float, Mapping[str, int]] | None = None

    def look(self, limit: float) -> FleetStatus:
        statuses = read_statuses(self._found.shards, limit)
        fleet = Fleetwide(
            self._found.title,
            self._found.waves,
            self._found.fleet.rollout,
            self._command,
            self._found.subject.plan is not None,
            self._rates(statuses),
        )
        status = overview(statuses, fleet, datetime.now(UTC))
        if not self._failed:
            return status
        return _with_shards(status, [row.shard for row in status.shards if row.standing in _FAILED])

    def _rates(self, statuses: Sequence[ShardStatus]) -> dict[str, float]:
        now, before = time.monotonic(), self._before
        rows = {each.shard: each.run.rows_copied for each in statuses if each.run is not None and each.run.owner}
        self._before = now, rows
        if before is None or now <= before[0]:
            return {}
        seconds = now - before[0]
        return {name: (rows[name] - then) / seconds for name, then in before[1].items() if rows.get(name, 0) > then}

    def _command(self, verb: str, shards: Sequence[str]) -> str:
        return command_for(self._words, verb, shards if len(shards) < len(self._found.shards) else ())


def _with_shards(status: FleetStatus, names: Sequence[str]) -> FleetStatus:
    return replace(status, shards=tuple(row for row in status.shards if row.shard in names))


def command_for(words: TargetArguments, verb: str, shards: Sequence[str] = ()) -> str:
    """The command line that does this with the same target, for some shards by their names."""
    said = ["online-alter", verb]
    said += [str(words.plan_file)] if words.plan_file else []
    said += ["--table", words.table] if words.table else []
    for clause in words.alter:
        said += ["--alter", clause]
    said += ["--shards", str(words.shards)]
    for name in shards or words.only:
        said += ["--only", name]
    for group in words.groups:
        said += ["--group", group]
    return shlex.join(said)
