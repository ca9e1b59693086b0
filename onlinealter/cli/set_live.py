"""``online-alter set``."""

from __future__ import annotations

import re
from dataclasses import replace

import click

from onlinealter.cli.command import READING, command
from onlinealter.cli.exits import reporting
from onlinealter.cli.options import Look, TargetWords, look_options, target_options
from onlinealter.model.errors import UsageFault
from onlinealter.model.events import Notice
from onlinealter.model.exit_codes import ExitCode

_RUN = re.compile(r"[a-z2-9]{8}")


@command((*READING, ExitCode.WRONG_PHASE))
@target_options
@click.argument("changes", metavar="KEY=VALUE...", nargs=-1)
@look_options
def set_live(words: TargetWords, look: Look, changes: tuple[str, ...]) -> None:
    """Change settings of a run that is at work.

    It goes by them from its next chunk on, and so does every later command on this run. The run is named by its plan, by
    --table, or by its id. docs/plan-file.md says which settings can be changed.
    """
    change(*_sorted_words(words, changes), look)


def change(words: TargetWords, run: str, changes: tuple[str, ...], look: Look) -> None:
    """Note the settings in the journal; the process at work on the run looks there."""
    from onlinealter.cli.target import Need, chosen_changes, find_target
    from onlinealter.engine import alteration

    with reporting(look) as output:
        chosen = chosen_changes(changes)
        if not chosen:
            raise UsageFault("no setting is given", remedy="Give KEY=VALUE, such as chunk-time=0.05.")
        target = find_target(words, Need.SCHEMA if run else Need.TABLE)
        status = alteration.change_settings(target, chosen, run)
        said = ", ".join(status.changed_settings)
        output.report(Notice(f"run {status.run} of {status.table} goes by {said} from its next chunk on"))


def _sorted_words(words: TargetWords, changes: tuple[str, ...]) -> tuple[TargetWords, str, tuple[str, ...]]:
    """The first word may be a plan file, a run's id, or a change already."""
    changes = (*changes, *words.settings)
    words = replace(words, settings=())
    first = words.plan_file
    if first is not None and "=" in str(first):
        return replace(words, plan_file=None), "", (str(first), *changes)
    if first is not None and _RUN.fullmatch(str(first)) and not first.exists():
        return replace(words, plan_file=None), str(first), changes
    return words, "", changes
