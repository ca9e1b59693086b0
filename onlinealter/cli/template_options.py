"""What the commands about templates share."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from onlinealter.cli.options import OutputOptions
from onlinealter.cli.stdout import write_data, write_json

if TYPE_CHECKING:
    from onlinealter.rehearsal.copies.templates import Making, Template

TTL_DAYS, MAX_GIB = 30.0, 50.0

dump_help = "The dump: FILE.sql, .gz or .zst of mysqldump or mariadb-dump, or a folder of mydumper's."

ttl_option = click.option(
    "--ttl",
    "ttl_days",
    type=click.FloatRange(min=0, min_open=True),
    default=None,
    metavar="DAYS",
    help=f"How long it may be used; then it has to be made again. Without it {TTL_DAYS:g}, or what it was made with.",
)
max_size_option = click.option(
    "--max-size",
    "max_gib",
    type=click.FloatRange(min=0),
    default=MAX_GIB,
    show_default=True,
    metavar="GIB",
    help="How much all templates together may take.",
)
schema_option = click.option("--schema", default="", metavar="NAME", help="The schema for a dump that doesn't name its own.")


def sizes(function: Callable[..., Any]) -> Callable[..., Any]:
    """Add how long and how large."""
    return ttl_option(max_size_option(schema_option(function)))


def bytes_of(gib: float) -> int:
    return round(gib * (1 << 30))


def make(making: Making, output_options: OutputOptions) -> None:
    """Make a template, and show it."""
    from onlinealter.cli.exits import reporting
    from onlinealter.cli.signals import stopped_by_signals
    from onlinealter.rehearsal.copies.templates import make_template

    with reporting(output_options) as output, stopped_by_signals(output) as stop:
        made = make_template(making, output, stop)
        output.close()
        write_templates([made], output_options)


def write_templates(templates: list[Template] | tuple[Template, ...], output_options: OutputOptions) -> None:
    """What each is made of, how large and how old it is."""
    if output_options.json:
        write_json([_as_values(each) for each in templates])
    else:
        write_data("\n\n".join(map(_as_text, templates)) or "there is no template")


def known_dump(file: Path | None, recorded: str) -> Path:
    return Path(recorded) if file is None else file


def _as_text(template: Template) -> str:
    from onlinealter.report.readable import size

    left = template.ttl_days - template.age_days
    until = f"usable for {left:.1f} more days" if left > 0 else "too old: refresh it"
    return "\n".join(
        [
            f"template {template.name}",
            f"server   {template.kind.value} {template.version}",
            f"dump     {template.dump}, sha256 {template.digest[:16]}",
            f"size     {size(template.size)}",
            f"age      {template.age_days:.1f} days, {until}",
        ]
    )


def _as_values(template: Template) -> dict[str, object]:
    return {
        "name": template.name,
        "kind": template.kind.value,
        "version": template.version,
        "dump": template.dump,
        "digest": template.digest,
        "schema": template.schema,
        "size": template.size,
        "age_days": round(template.age_days, 3),
        "ttl_days": template.ttl_days,
        "expired": template.is_expired,
        "notes": list(template.notes),
    }
