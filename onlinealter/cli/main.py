"""The console script."""

from __future__ import annotations

import sys

from onlinealter.cli.passwords import command_line, hide_passwords


def main() -> None:
    """Run the command line, and exit with its code."""
    hide_passwords(command_line())  # before anything that takes time
    from onlinealter.cli.exits import run_command_line

    sys.exit(run_command_line(sys.argv[1:]))
