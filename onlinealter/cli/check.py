"""``online-alter check``."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from onlinealter.cli.command import READING, command
from onlinealter.cli.exits import reporting
from onlinealter.cli.options import OutputOptions, TargetArguments, look_options, target_options

if TYPE_CHECKING:
    from onlinealter.estimates.times import Known
    from onlinealter.model.estimate import Estimate
    from onlinealter.model.events import Event
    from onlinealter.model.ports import Reporter


@command(READING)
@target_options
@look_options
@click.option(
    "--rehearsal",
    "rehearsals",
    multiple=True,
    type=click.Path(path_type=Path),
    metavar="FILE.json",
    help="Estimate from what `online-alter dry-run -o FILE.json` has measured. Repeatable: two sizes tell more than one.",
)
def check(words: TargetArguments, output_options: OutputOptions, rehearsals: tuple[Path, ...]) -> None:
    """Say whether the alteration may go ahead, and what it will take; change nothing on the server.

    All findings come at once, each with what to do about it. Then an estimate of the time, the disk and the binlog, which is
    also written beside the plan, as PLAN.estimate.json. Then a summary: the strategy, how many rows and bytes, the indexes
    that are built after the copy, the room that it takes, and the replicas.
    """
    run_checks(words, output_options, rehearsals)


def run_checks(words: TargetArguments, output_options: OutputOptions, rehearsals: Sequence[Path] = ()) -> None:
    """Report all findings, then an estimate and a summary; a refusal ends with its exit code."""
    if words.shards is not None:
        from onlinealter.cli.fleet import check_all

        with reporting(output_options):
            _see_that_no_rehearsal_is_given(rehearsals)
        check_all(words, output_options)
        return
    from onlinealter.cli.target import TargetScope, find_target
    from onlinealter.engine import alteration

    with reporting(output_options) as output:
        known = [_known(file) for file in rehearsals]
        keeper = _Keeper(output)
        alteration.check(find_target(words, TargetScope.PLAN), keeper, known)
        if words.plan_file is not None and keeper.estimate is not None:
            _write(words.plan_file, keeper.estimate, output)


def _see_that_no_rehearsal_is_given(rehearsals: Sequence[Path]) -> None:
    from onlinealter.model.errors import UsageFault

    if rehearsals:
        raise UsageFault(
            "--rehearsal and --shards are given: shards are estimated from those that are done",
            remedy="Leave --rehearsal out, or check one server by --dsn.",
        )


class _Keeper:
    """Passes events on, and keeps the estimate."""

    def __init__(self, output: Reporter) -> None:
        self._output = output
        self.estimate: Estimate | None = None

    def report(self, event: Event) -> None:
        from onlinealter.model.events import Estimated

        if isinstance(event, Estimated):
            self.estimate = event.estimate
        self._output.report(event)


def _known(file: Path) -> Known:
    """What a rehearsal has measured. Raises UsageFault where it hasn't."""
    from onlinealter.estimates.times import Known
    from onlinealter.model.errors import UsageFault
    from onlinealter.model.estimate import Grade
    from onlinealter.report.record_file import read_line, recorded_in

    record = recorded_in(read_line(file))
    if record.measured is None or record.details is None:
        raise UsageFault(
            f"{file} holds no measurements: the rehearsal was not swapped, or an older version has written it",
            remedy="Rehearse again.",
        )
    source = f"rehearsal of {record.measured.rows:,} rows"
    return Known(Grade.REHEARSAL, source, record.measured, record.details.machine, record.rows_per_second)


def _write(plan_file: Path, estimate: Estimate, output: Reporter) -> None:
    """Beside the plan; a folder that can't be written to is no reason to fail."""
    from onlinealter.estimates.file import estimate_file, estimate_text
    from onlinealter.model.events import Notice

    file = estimate_file(plan_file)
    try:
        file.write_text(estimate_text(estimate), encoding="utf-8")
    except OSError as error:
        output.report(Notice(f"{file} can't be written: {error.strerror}"))
