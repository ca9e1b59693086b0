"""``online-alter status``."""

from __future__ import annotations

from onlinealter.cli.command import READING, command
from onlinealter.cli.exits import reporting
from onlinealter.cli.options import Look, TargetWords, look_options, target_options
from onlinealter.cli.stdout import write_data


@command(READING)
@target_options
@look_options
def status(words: TargetWords, look: Look) -> None:
    """Show where the table's runs stand, or all of the schema's."""
    show_status(words, look)


def show_status(words: TargetWords, look: Look) -> None:
    """Print the runs as their journals have them."""
    from onlinealter.cli.target import Need, find_target
    from onlinealter.engine import alteration
    from onlinealter.report.status_view import as_json, as_text

    with reporting(look):
        statuses = alteration.read_status(find_target(words, Need.SCHEMA))
    write_data(as_json(statuses) if look.json else as_text(statuses))
