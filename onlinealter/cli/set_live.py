"""``online-alter set``."""

from __future__ import annotations

import re
from dataclasses import replace

import click

from onlinealter.cli.command import READING, command
from onlinealter.cli.exits import reporting
from onlinealter.cli.options import (
    OutputOptions,
    TargetArguments,
    complete_live_settings,
    look_options,
    run_target_options,
    settings_option,
)
from onlinealter.model.errors import UsageFault
from onlinealter.model.events import Notice
from onlinealter.model.exit_codes import ExitCode

_RUN = re.compile(r"[a-z2-9]{8}")


@command((*READING, ExitCode.WRONG_PHASE))
@settings_option
@run_target_options
@click.argument("changes", metavar="KEY=VALUE...", nargs=-1, shell_complete=complete_live_settings)
@look_options
def set_live(words: TargetArguments, output_options: OutputOptions, changes: tuple[str, ...]) -> None:
    """Change settings of a run that is at work.

    They apply from its next chunk, and to every later command on this run. Name the run by its plan, by --table, or by its
    id. docs/plan-file.md says which settings can be changed.
    """
    change(*_sorted_words(words, changes), output_options)


def change(words: TargetArguments, run: str, changes: tuple[str, ...], output_options: OutputOptions) -> None:
    """Note the settings in the journal; the process at work on the run looks there."""
    from onlinealter.cli.target import TargetScope, chosen_changes, find_target
    from onlinealter.engine import alteration
    from onlinealter.engine.target import Target

    with reporting(output_options):
        chosen = chosen_changes(changes)
        if not chosen:
            raise UsageFault("no setting is given", remedy="Give KEY=VALUE, such as chunk-time=0.05.")
    need = TargetScope.SCHEMA if run else TargetScope.TABLE

    def tell(target: Target) -> str:
        status = alteration.change_settings(target, chosen, run)
        return f"{', '.join(status.changed_settings)}: applies from the next chunk (run {status.run}, {status.table})"

    if words.shards is not None:
        from onlinealter.cli.fleet import on_each_shard

        on_each_shard(words, output_options, need, tell)
        return
    with reporting(output_options) as output:
        output.report(Notice(tell(find_target(words, need))))


def _sorted_words(words: TargetArguments, changes: tuple[str, ...]) -> tuple[TargetArguments, str, tuple[str, ...]]:
    """The first word may be a plan file, a run's id, or a change already."""
    changes = (*changes, *words.settings)
    words = replace(words, settings=())
    first = words.plan_file
    if first is not None and "=" in str(first):
        return replace(words, plan_file=None), "", (str(first), *changes)
    if first is not None and _RUN.fullmatch(str(first)) and not first.exists():
        return replace(words, plan_file=None), str(first), changes
    return words, "", changes
