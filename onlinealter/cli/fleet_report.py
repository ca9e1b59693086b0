"""``online-alter report --shards``."""

from __future__ import annotations

from dataclasses import replace

from onlinealter.cli.fleet import find_fleet, fleet_reporting
from onlinealter.cli.fleet_status import look_once
from onlinealter.cli.options import OutputOptions, TargetArguments
from onlinealter.cli.report import ReportOptions, deliver
from onlinealter.cli.target import TargetScope
from onlinealter.engine.history import read_history
from onlinealter.fleet.gathering import gather
from onlinealter.model.errors import UsageFault
from onlinealter.report.fleet_page import Shown, page_of_fleet
from onlinealter.report.html_page import as_html
from onlinealter.report.markdown_page import as_markdown


def write_fleet_report(words: TargetArguments, options: ReportOptions) -> None:
    """Ask all shards where they stand and how they came there, and write the page; one that doesn't answer is in it, too."""
    with fleet_reporting(OutputOptions()):
        if options.json:
            raise UsageFault("--json and --shards are given", remedy="Call status or history with --shards --json.")
        found = find_fleet(words, TargetScope.TABLE)
        status = look_once(found, words)
        answers, _ = gather(found.shards, read_history)
        past = [replace(run, shard=name) for name, runs in answers.items() for run in runs]
        page = page_of_fleet(status, past, Shown(options.show_keys, not options.anonymous))
        deliver(as_markdown(page) if options.markdown else as_html(page), options)
