"""Data on stdout; narration is the reporters'."""

from __future__ import annotations

import json

import click


def write_data(text: str) -> None:
    """Write a command's result."""
    click.echo(text)


def write_json(value: object) -> None:
    """Write a command's result for programs."""
    click.echo(json.dumps(value, indent=2, ensure_ascii=False))
