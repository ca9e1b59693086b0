"""The candidate that a command line names."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from onlinealter.cli.credentials import Servers, find_servers
from onlinealter.cli.options import TargetArguments, credential_options
from onlinealter.model.errors import UsageFault
from onlinealter.planning.dsn import parse_dsn


def candidate_options(function: Callable[..., Any]) -> Callable[..., Any]:
    """Add the candidate's DSN, and where else its account comes from."""
    for option in reversed((click.argument("dsn", metavar="DSN"), *credential_options)):
        function = option(function)
    return function


def candidate_of(dsn: str, option: str, words: TargetArguments) -> Servers:
    """The candidate's account. Raises UsageFault where the DSN names no host."""
    parts = parse_dsn(dsn, option)
    if parts.host is None and parts.socket is None:
        raise UsageFault(f"{option} names no host", remedy="Write it as mysql://USER@HOST:PORT/DATABASE.")
    return find_servers(parts, (), words)


def named_schema(dsn: str, defaults_file: Path | None, *, ask_password: bool) -> Servers:
    """The candidate with the schema that its mark is kept in. Raises UsageFault where the DSN names none."""
    found = candidate_of(dsn, "DSN", TargetArguments(defaults_file=defaults_file, ask_password=ask_password))
    if not found.database:
        raise UsageFault(
            "the schema is not named",
            remedy="End the DSN with it, as in mysql://USER@HOST/DATABASE: the mark is kept there.",
        )
    return found
