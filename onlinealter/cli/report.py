"""``online-alter report``."""

from __future__ import annotations

from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

import click

from onlinealter.cli.command import ALWAYS, command
from onlinealter.cli.options import Function, OutputOptions, TargetArguments, credential_options, shards_options
from onlinealter.model.exit_codes import ExitCode


@dataclass(frozen=True)
class ReportOptions:
    """Which form the report has, where it goes, and what is taken out of it."""

    file: Path
    output: Path | None
    markdown: bool
    json: bool
    show_keys: bool
    anonymous: bool


def _options(function: Function) -> Function:
    for option in reversed((*credential_options, *shards_options)):
        function = option(function)
    return function


@command((*ALWAYS, ExitCode.UNREACHABLE, ExitCode.SERVER))
@click.argument("file", metavar="FILE.json|PLAN.toml", type=click.Path(path_type=Path))
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
@_options
def report(**given: Any) -> None:  # noqa: ANN401 - what click has parsed
    """Turn a rehearsal's record, or a fleet's state, into a page.

    FILE.json is what `online-alter dry-run -o FILE.json` wrote; no server is asked. For a fleet give a plan and --shards:
    the shards are asked where they stand. The page is one HTML file without scripts.

    \b
    online-alter report rehearsal.json -o report.html
    online-alter report rehearsal.json --markdown --anonymous
    online-alter report widen.toml --shards shards.toml -o fleet.html
    """  # noqa: D301 - click's mark for lines that stay as they are
    words = {each.name: given.pop(each.name) for each in fields(TargetArguments) if each.name in given}
    options = ReportOptions(**given)
    if words["shards"] is None:
        write_report(options)
        return
    from onlinealter.cli.fleet_report import write_fleet_report

    write_fleet_report(TargetArguments(plan_file=options.file, **words), options)


def write_report(options: ReportOptions) -> None:
    """Read the record, and write it in the form that was asked for."""
    from onlinealter.cli.exits import reporting
    from onlinealter.model.errors import UsageFault
    from onlinealter.report.masking import shareable
    from onlinealter.report.record_file import read_line

    with reporting(OutputOptions()):
        if options.markdown and options.json:
            raise UsageFault("--markdown and --json are given", remedy="Ask for one of them.")
        line = shareable(read_line(options.file), show_keys=options.show_keys, anonymous=options.anonymous)
        deliver(_written(line, options), options)


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
    from onlinealter.report.record_file import recorded_in
    from onlinealter.report.rehearsal_sections import page_of

    if options.json:
        return json.dumps(line, indent=2, ensure_ascii=False) + "\n"
    page = page_of(recorded_in(line))
    return as_markdown(page) if options.markdown else as_html(page)
