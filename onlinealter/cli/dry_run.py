"""``online-alter dry-run``."""

from __future__ import annotations

import json
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
    load_factor: float | None = None
    from_dump: Path | None = None
    from_datadir: Path | None = None
    template: str = ""

    @property
    def places(self) -> tuple[tuple[str, object], ...]:
        """The options that say where, of which one is needed."""
        return (
            ("--against", self.against),
            ("--from-dump", self.from_dump),
            ("--from-datadir", self.from_datadir),
            ("--template", self.template),
        )


@command((*SWAPPING, ExitCode.REHEARSAL, ExitCode.SANDBOX))
@target_options
@work_options
@click.option(
    "--against",
    default="",
    metavar="DSN",
    help="The release candidate, a copy that may be altered: mysql://USER@HOST:PORT/DATABASE.",
)
@click.option(
    "--from-dump",
    type=click.Path(path_type=Path),
    default=None,
    metavar="FILE",
    help="Load this dump into a private server, rehearse there, and remove it: FILE.sql of mysqldump or mariadb-dump, also"
    " .gz and .zst, or a folder of mydumper's.",
)
@click.option(
    "--from-datadir",
    type=click.Path(path_type=Path),
    default=None,
    metavar="DIR",
    help="The same on a copy of a stopped server's data directory, which is only read.",
)
@click.option(
    "--template", default="", metavar="NAME", help="The same on a copy of a template: online-alter template create."
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
    metavar="builtin|like:FILE.json|COMMAND",
    help="A command that writes to the candidate meanwhile, as the application would; SIGTERM ends it. 'builtin'"
    " makes INSERTs, UPDATEs and DELETEs from the table's own rows, and puts them back. 'like:FILE.json' does so with the"
    " kinds of statements, SELECTs included, and the rates that `online-alter profile` has measured on production.",
)
@click.option(
    "--load-factor",
    type=click.FloatRange(min=0, min_open=True),
    default=None,
    metavar="FACTOR",
    help="With --load like:FILE.json: this many times the measured rates. Without it once.",
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
    refused. Mark the candidate once, before its first rehearsal: online-alter candidate mark DSN. A private server
    made from a dump needs no mark.
    """
    run_rehearsal(words, output_options, RehearsalOptions(**given))


def run_rehearsal(words: TargetArguments, output_options: OutputOptions, options: RehearsalOptions) -> None:
    """Rehearse, write the result, and end with the verdict's exit code."""
    from onlinealter.cli.exits import reporting
    from onlinealter.cli.rehearsal_limits import limits_of
    from onlinealter.cli.rehearsal_place import place_of
    from onlinealter.cli.rehearsal_verdict import see_that_it_passed
    from onlinealter.cli.signals import stopped_by_signals
    from onlinealter.cli.stdout import write_data
    from onlinealter.cli.target import TargetScope, subject_of
    from onlinealter.estimates.file import estimate_beside
    from onlinealter.model.event_values import members
    from onlinealter.model.rehearsal import FORMAT
    from onlinealter.rehearsal.rehearse import Rehearsal, rehearse
    from onlinealter.report.rehearsal_view import rehearsal_as_text

    with reporting(output_options) as output:
        subject = subject_of(words, TargetScope.PLAN)
        limits = limits_of(options, subject.file.queries if subject.file else None, subject.where.table)
        beside = estimate_beside(words.plan_file, subject.plan.change_digest) if words.plan_file and subject.plan else None
        decided = beside.choices if beside is not None else None
        with stopped_by_signals(output) as stop, place_of(options, words, subject, output, stop) as place:
            given = (place.target, place.production, options.test, options.load, options.prove)
            result = rehearse(Rehearsal(*given, *limits, decided=decided), output, stop)
            result = replace(result, notes=(*result.notes, *place.notes))
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
    where = [(option, str(value)) for option, value in options.places if value]
    ones = [("--where", words.where), *where, ("--test", options.test), ("--load", options.load)]
    ones += [("--load-factor", f"{options.load_factor:g}")] if options.load_factor else []
    ones += [(name, str(file)) for name, file in (("--queries", options.queries), ("--baseline", options.baseline)) if file]
    given = [word for option, values in several for value in values for word in (option, value)]
    given += [word for option, value in ones if value for word in (option, value)]
    given += ["--prove"] if options.prove else []
    return shlex.join(map(redacted, ("online-alter", "dry-run", *plan, *given)))
