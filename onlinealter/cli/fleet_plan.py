"""``online-alter plan --shards``."""

from __future__ import annotations

import re

from onlinealter.cli.fleet import find_fleet, fleet_reporting, named
from onlinealter.cli.options import OutputOptions, TargetArguments
from onlinealter.cli.plan_text import Planned, plan_as_sql, plan_as_values
from onlinealter.cli.stdout import write_data, write_json
from onlinealter.cli.target import TargetScope
from onlinealter.engine import alteration
from onlinealter.fleet.gathering import gather
from onlinealter.fleet.rollout import raise_failures
from onlinealter.report.readable import count, one_line
from onlinealter.sql import quoting
from onlinealter.tables.names import PREFIX

_RUN = re.compile(rf"{PREFIX}([a-z0-9]{{8}})")


def show_fleet_plan(words: TargetArguments, output_options: OutputOptions) -> None:
    """Print the statements of each shard, those of shards that would run the same once."""
    with fleet_reporting(output_options):
        found = find_fleet(words, TargetScope.PLAN)
        plans, failed = gather(found.shards, alteration.planned)
        schemas = {shard.name: shard.target.schema for shard in found.shards}
        groups: dict[str, list[str]] = {}
        for name, planned in plans.items():
            groups.setdefault(_likeness(planned, schemas[name]), []).append(name)
        if output_options.json:
            write_json([{"shards": same, "statements": plan_as_values(plans[same[0]])} for same in groups.values()])
        else:
            write_data("\n\n".join(f"{_heading(same)}\n\n{plan_as_sql(plans[same[0]])}" for same in groups.values()))
        raise_failures(failed, len(found.shards))


def _likeness(planned: Planned, schema: str) -> str:
    """The statements without what is each shard's own: the names of its schema and its run."""
    text = plan_as_sql(planned).replace(quoting.name(schema), "").replace(quoting.text(schema), "")
    for run in set(_RUN.findall(text)):
        text = text.replace(run, "")
    return text


def _heading(shards: list[str]) -> str:
    who = one_line(f"-- {count(len(shards), 'shard')}: {named(shards)}")
    return f"{who}\n-- as on {one_line(shards[0])}; each has names with its own run's id" if len(shards) > 1 else who
