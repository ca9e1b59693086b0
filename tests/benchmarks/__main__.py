"""``python -m tests.benchmarks``: the measurements' own command line."""

from __future__ import annotations

import argparse

from tests.benchmarks.variants import command as variants


def main() -> None:
    """Do what the words say."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=__doc__)
    commands = parser.add_subparsers(required=True)
    for name, command, sentence in (("variants", variants, "forms of triggers and copies, by the deadlocks they make"),):
        each = commands.add_parser(name, help=sentence, formatter_class=argparse.ArgumentDefaultsHelpFormatter)
        command.add_arguments(each)
        each.set_defaults(run=command.run)
    arguments = parser.parse_args()
    arguments.run(arguments)


if __name__ == "__main__":
    main()
