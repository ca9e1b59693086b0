"""``online-alter apply``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from onlinealter.cli.command import SWAPPING, command
from onlinealter.cli.duration import Duration, ended_after
from onlinealter.cli.exits import reporting
from onlinealter.cli.options import OutputOptions, TargetArguments, answer_option, folder_options, run_options, work_options
from onlinealter.cli.signals import stopped_by_signals
from onlinealter.model.exit_codes import ExitCode

if TYPE_CHECKING:
    from onlinealter.apply.application import Manner

wait_option = click.option(
    "--wait",
    type=Duration(),
    default=0.0,
    metavar="TIME",
    help="Wait up to this long for the servers to come up: 60s, 5m.",
)


@command((*SWAPPING, ExitCode.UNFINISHED))
@click.argument("folder", type=click.Path(path_type=Path))
@wait_option
@click.option(
    "--for",
    "longest",
    type=Duration(),
    default=None,
    metavar="TIME",
    help="Stop after this long with exit code 14 (unfinished); the same command continues: 14m, 2h.",
)
@click.option(
    "--if-owned",
    type=click.Choice(["wait", "fail"]),
    default="wait",
    show_default=True,
    help="What to do while another process is at work on these plans.",
)
@click.option("--strict", is_flag=True, default=False, help="Refuse a plan that comes before one that has run already.")
@click.option(
    "--cleanup",
    is_flag=True,
    default=False,
    help="Drop each plan's old table when it has been applied: no rollback is possible then.",
)
@answer_option
@folder_options
@run_options
@work_options
def apply(
    words: TargetArguments,
    output_options: OutputOptions,
    folder: Path,
    wait: float,
    longest: float | None,
    if_owned: str,
    strict: bool,
    cleanup: bool,
    answer: str | None,
) -> None:
    """Apply the plans of a folder, each once per server.

    FOLDER holds plans (.toml) and files of ALTER TABLE statements (.sql), which are applied in the order of their names.
    The journal records which have run. The command asks nothing and stops at the first failure; given again, it continues.

    \b
    online-alter apply changes --dsn mysql://ops@db1/shop --wait 60s
    online-alter apply changes --dsn mysql://ops@db1/shop --for 14m --cleanup
    online-alter apply changes --shards shards.toml
    """  # noqa: D301 - click's sign for lines that stay as they are
    from onlinealter.apply.application import Manner, await_servers
    from onlinealter.apply.application import apply as apply_entries
    from onlinealter.cli.folder_plans import read_folder

    manner = Manner(cleanup, if_owned == "wait", strict, longest)
    if words.shards is not None:
        _on_shards(words, output_options, folder, wait, manner, answer or "")
        return
    with reporting(output_options) as output:
        entries = read_folder(folder, words)
        with stopped_by_signals(output) as stop, ended_after(longest, stop):
            if wait:
                await_servers(entries, wait, output, stop)
            apply_entries(entries, manner, output, stop)


def _on_shards(
    words: TargetArguments, output_options: OutputOptions, folder: Path, wait: float, manner: Manner, answer: str
) -> None:
    from onlinealter.apply.application import await_servers
    from onlinealter.cli.fleet import answers, fleet_reporting
    from onlinealter.cli.folder_fleet import apply_on_shards, read_folder_fleet

    with fleet_reporting(output_options) as output:
        found = read_folder_fleet(folder, words)
        with stopped_by_signals(output) as stop, ended_after(manner.longest, stop):
            if wait:
                await_servers(found.all_entries, wait, output, stop)
            apply_on_shards(found, manner, output, stop, answers(answer, output))
