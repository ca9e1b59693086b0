"""``python -m tests.benchmarks``: the measurements' own command line."""

from __future__ import annotations

import argparse

from tests.benchmarks import command as measure
from tests.benchmarks import definitions, fleet, starts
from tests.benchmarks.variants import command as variants


def main() -> None:
    """Do what the words say."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=__doc__)
    commands = parser.add_subparsers(required=True)
    for name, add_arguments, run, sentence in (
        ("measure", measure.add_arguments, measure.run, "ours and the rivals in turn on the same private server"),
        (
            "definitions",
            definitions.add_arguments,
            definitions.run,
            "changes that the server makes by itself, beside writers",
        ),
        ("starts", starts.add_arguments, starts.run, "commands that have next to nothing to do"),
        ("fleet", fleet.add_arguments, fleet.run, "200 shards on two servers, and the status of 2,000"),
        ("variants", variants.add_arguments, variants.run, "forms of triggers and copies, by the deadlocks they make"),
    ):
        each = commands.add_parser(name, help=sentence, formatter_class=argparse.ArgumentDefaultsHelpFormatter)
        add_arguments(each)
        each.set_defaults(run=run)
    arguments = parser.parse_args()
    arguments.run(arguments)


if __name__ == "__main__":
    main()
