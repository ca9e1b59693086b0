"""``online-alter report``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click

from onlinealter.cli.command import READING, command
from onlinealter.cli.options import OutputOptions, TargetArguments, report_options
from onlinealter.model.exit_codes import ExitCode


@dataclass(frozen=True)
class ReportOptions:
    """Which form the report has, where it goes, and what is taken out of it."""

    output: Path | None
    markdown: bool
    json: bool
    show_keys: bool
    anonymous: bool


@command((*READING, ExitCode.WRONG_PHASE))
@report_options
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    default=None,
    metavar="FILE",
    help="Write the page to this file instead of stdout.",
)
@click.option("--markdown", is_flag=True, help="Write Markdown instead, for a comment on a pull request.")
@click.option("--json", is_flag=True, help="Write the record itself as JSON, with keys masked.")
@click.option("--show-keys", is_flag=True, help="Show the keys of rows that differed; without it they are masked.")
@click.option("--anonymous", is_flag=True, help="Take out hosts and accounts, and what tests and load printed.")
def report(words: TargetArguments, **given: Any) -> None:  # noqa: ANN401 - what click has parsed
    """Make a page of a run, of a rehearsal's record, or of a fleet.

    A run is that of a plan, of --table, or of an id, whether it is over or at work; it is read from its journal, and from
    what this machine recorded while it worked at it. FILE.json is what `online-alter dry-run -o FILE.json` or
    `report --json` wrote: for it no server is asked. With --shards the shards are asked where they stand.
    The page is one HTML file without scripts; without -o it goes to stdout.

    \b
    online-alter report --table customer -o report.html
    online-alter report rehearsal.json --markdown --anonymous
    online-alter report widen.toml --shards shards.toml -o fleet.html
    """  # noqa: D301 - click's mark for lines that stay as they are
    options = ReportOptions(**given)
    if words.shards is None:
        write_report(words, options)
        return
    from onlinealter.cli.fleet_report import write_fleet_report

    write_fleet_report(words, options)


def write_report(words: TargetArguments, options: ReportOptions) -> None:
    """Read the run or the record, and write it in the form that was asked for."""
    from onlinealter.cli.exits import reporting
    from onlinealter.model.errors import UsageFault
    from onlinealter.report.masking import shareable

    with reporting(OutputOptions()):
        if options.markdown and options.json:
            raise UsageFault("--markdown and --json are given", remedy="Ask for one of them.")
        line = shareable(_line(words), show_keys=options.show_keys, anonymous=options.anonymous)
        deliver(_written(line, options), options)


def _line(words: TargetArguments) -> Mapping[str, object]:
    """The record of the file that is named, or one made now of a run."""
    from onlinealter.cli.target import TargetScope, find_target, run_id_in
    from onlinealter.engine.run_report import read_run_report
    from onlinealter.model.errors import UsageFault
    from onlinealter.model.event_values import members
    from onlinealter.model.run_report import FORMAT
    from onlinealter.report.record_file import read_reportable

    file = words.plan_file
    if file is None or file.suffix == ".toml" or run_id_in(words):
        return {"event": "reported", "format": FORMAT} | members(read_run_report(find_target(words, TargetScope.TABLE)))
    if words.dsn or words.table:
        raise UsageFault(f"{file} is a record, for which no server is asked", remedy="Leave --dsn and --table out.")
    return read_reportable(file)


def deliver(text: str, options: ReportOptions) -> None:
    """Write the report where it is to go. Raises UsageFault where that can't be written."""
    from onlinealter.cli.stdout import write_data
    from onlinealter.model.errors import UsageFault

    if options.output is None:
        write_data(text.rstrip("\n"))
        return
    try:
        options.output.write_text(text, encoding="utf-8")
    except OSError as error:
        raise UsageFault(f"{options.output} can't be written: {error.strerror}", remedy="Name another file.") from error


def _written(line: dict[str, object], options: ReportOptions) -> str:
    import json

    from onlinealter.report.html_page import as_html
    from onlinealter.report.markdown_page import as_markdown
    from onlinealter.report.record_file import recorded_in, reported_in
    from onlinealter.report.rehearsal_sections import page_of
    from onlinealter.report.run_sections import page_of_run

    if options.json:
        return json.dumps(line, indent=2, ensure_ascii=False) + "\n"
    run = reported_in(line)
    page = page_of_run(run) if run is not None else page_of(recorded_in(line))
    return as_markdown(page) if options.markdown else as_html(page)
