"""``online-alter dry-run``."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import click

from onlinealter.cli.command import SWAPPING, command
from onlinealter.cli.options import OutputOptions, TargetArguments, target_options, work_options
from onlinealter.model.exit_codes import ExitCode


@dataclass(frozen=True)
class RehearsalOptions:
    """Where to rehearse, with which commands of the operator's, whether to plant faults, the file of queries to explain, the
    thresholds with the record that they compare with, and where the result goes, too.
    """

    against: str
    test: str
    load: str
    prove: bool
    queries: Path | None
    baseline: Path | None
    fail_if: tuple[str, ...]
    result_file: Path | None


@command((*SWAPPING, ExitCode.REHEARSAL))
@target_options
@work_options
@click.option(
    "--against",
    required=True,
    metavar="DSN",
    help="The release candidate, a copy that may be altered: mysql://USER@HOST:PORT/DATABASE.",
)
@click.option(
    "--test",
    default="",
    metavar="COMMAND",
    help="Run this before the alteration, after the swap and after the rollback; where it fails, so does the rehearsal.",
)
@click.option(
    "--load",
    default="",
    metavar="builtin|COMMAND",
    help="A command that writes to the candidate meanwhile, as the application would; SIGTERM ends it. 'builtin' makes"
    " INSERTs, UPDATEs and DELETEs from the table's own rows, and puts them back.",
)
@click.option(
    "--prove",
    is_flag=True,
    help="Plant faults into the shadow, see that the verification finds each, and let --repair fix them.",
)
@click.option(
    "--queries",
    type=click.Path(path_type=Path),
    default=None,
    metavar="FILE.sql",
    help="Explain these SELECTs, UPDATEs and DELETEs before and with the new definition, and run none. The rehearsal fails"
    " where one loses its index, reads ten times the rows, or doesn't work any more. Without it PLAN.queries.sql beside the"
    " plan, if it is there.",
)
@click.option(
    "--baseline",
    type=click.Path(path_type=Path),
    default=None,
    metavar="FILE.json",
    help="The record of an earlier rehearsal, which --fail-if compares with.",
)
@click.option(
    "--fail-if",
    multiple=True,
    metavar="CONDITION",
    help="A threshold, such as 'rows_read>1.01x' (times the baseline) or 'longest_wait>0.5s'. May be repeated.",
)
@click.option(
    "-o", "--output", "result_file", type=click.Path(path_type=Path), default=None, metavar="FILE.json",
    help="Write the result to this file, too; `online-alter report` makes a page of it.",
)  # fmt: skip
def dry_run(
    words: TargetArguments,
    output_options: OutputOptions,
    **given: Any,  # noqa: ANN401 - what click has parsed
) -> None:
    """Rehearse every phase on a release candidate, and undo it there.

    The plan's own server, or those of --shards, are only asked for their identity, because a rehearsal on one of them is
    refused. Mark the candidate once, before its first rehearsal: online-alter candidate mark DSN.
    """
    run_rehearsal(words, output_options, RehearsalOptions(**given))


def run_rehearsal(words: TargetArguments, output_options: OutputOptions, options: RehearsalOptions) -> None:
    """Rehearse, write the result, and end with the verdict's exit code."""
    from onlinealter.cli.candidate_server import candidate_of
    from onlinealter.cli.exits import reporting
    from onlinealter.cli.production import production_servers
    from onlinealter.cli.rehearsal_limits import limits_of
    from onlinealter.cli.rehearsal_verdict import see_that_it_passed
    from onlinealter.cli.signals import stopped_by_signals
    from onlinealter.cli.stdout import write_data
    from onlinealter.cli.target import TargetScope, subject_of
    from onlinealter.model.event_values import members
    from onlinealter.model.events import Notice
    from onlinealter.model.rehearsal import FORMAT
    from onlinealter.rehearsal.rehearse import Rehearsal, rehearse
    from onlinealter.report.rehearsal_view import rehearsal_as_text

    with reporting(output_options) as output:
        subject = subject_of(words, TargetScope.PLAN)
        limits = limits_of(options, subject.file.queries if subject.file else None)
        target = subject.target_on(candidate_of(options.against, "--against", words))
        production = production_servers(words, subject.file, os.environ)
        if not production:
            said = "neither --dsn nor --shards names production: only the mark tells that this is another server"
            output.report(Notice(said))
        with stopped_by_signals(output) as stop:
            rehearsal = Rehearsal(target, production, options.test, options.load, options.prove, *limits)
            result = rehearse(rehearsal, output, stop)
        output.close()
        if result.details:
            result = replace(result, details=replace(result.details, command=_command(words, options)))
        line = {"event": "rehearsed", "format": FORMAT} | members(result)
        if options.result_file:
            options.result_file.write_text(json.dumps(line, indent=2) + "\n", encoding="utf-8")
        write_data(json.dumps(line) if output_options.json else rehearsal_as_text(result))
        see_that_it_passed(result)


def _command(words: TargetArguments, options: RehearsalOptions) -> str:
    """What repeats the rehearsal, without passwords. The servers of production are left to the plan or the environment."""
    import shlex

    from onlinealter.cli.passwords import redacted

    plan = (str(words.plan_file),) if words.plan_file else ("--table", words.table)
    several = (("--alter", words.alter), ("--allow", words.allow), ("--set", words.settings), ("--fail-if", options.fail_if))
    ones = [("--where", words.where), ("--against", options.against), ("--test", options.test), ("--load", options.load)]
    ones += [(name, str(file)) for name, file in (("--queries", options.queries), ("--baseline", options.baseline)) if file]
    given = [word for option, values in several for value in values for word in (option, value)]
    given += [word for option, value in ones if value for word in (option, value)]
    given += ["--prove"] if options.prove else []
    return shlex.join(map(redacted, ("online-alter", "dry-run", *plan, *given)))
