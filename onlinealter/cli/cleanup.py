"""``online-alter cleanup``."""

from __future__ import annotations

import click

from onlinealter.cli.advancing import AdvanceOptions, advance_phases
from onlinealter.cli.command import ALTERING, command
from onlinealter.cli.exits import reporting
from onlinealter.cli.options import OutputOptions, TargetArguments, ddl_options, target_options, work_options
from onlinealter.cli.scheduler import SchedulerArguments, scheduler_options
from onlinealter.model.events import Notice
from onlinealter.model.states import Phase


@command(ALTERING)
@target_options
@ddl_options
@work_options
@scheduler_options
@click.option("--journal", is_flag=True, default=False, help="Drop the schema's journal too; refused while a run is open.")
def cleanup(words: TargetArguments, output_options: OutputOptions, scheduling: SchedulerArguments, journal: bool) -> None:
    """Drop the old table and the run's triggers. No rollback after this.

    After a rollback it drops the shadow table instead. --journal without a table drops only the journal: the tables
    _oa_run, _oa_chunk, _oa_conflict, _oa_ledger and _oa_answer, and with them the history of the schema's runs.
    """
    if words.plan_file or words.table or not journal:
        advance_phases(words, output_options, (Phase.CLEANUP,), AdvanceOptions(scheduling=scheduling))
    if journal:
        drop_journal(words, output_options)


def drop_journal(words: TargetArguments, output_options: OutputOptions) -> None:
    """Drop the journal of the schema, or of each shard's."""
    from onlinealter.cli.target import TargetScope, find_target
    from onlinealter.engine.journal_removal import remove_journal
    from onlinealter.engine.target import Target

    def drop(target: Target) -> str:
        left = remove_journal(target)
        besides = f"; left alone, and named nowhere now: {', '.join(left)}" if left else ""
        return f"there is no journal in {target.schema} any more{besides}"

    if words.shards is not None:
        from onlinealter.cli.fleet import on_each_shard

        on_each_shard(words, output_options, TargetScope.SCHEMA, drop)
        return
    with reporting(output_options) as output:
        output.report(Notice(drop(find_target(words, TargetScope.SCHEMA))))
