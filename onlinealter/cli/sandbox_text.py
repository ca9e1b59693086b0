"""Sandboxes on stdout: how to reach each server."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from onlinealter.cli.options import OutputOptions
from onlinealter.cli.stdout import write_data, write_json

if TYPE_CHECKING:
    from onlinealter.sandbox import Sandbox  # loads the driver, which --help does without


def write_sandboxes(sandboxes: Sequence[Sandbox], output_options: OutputOptions) -> None:
    """Print the servers' DSNs; they hold passwords, which are worth nothing elsewhere."""
    if output_options.json:
        write_json([_as_values(sandbox) for sandbox in sandboxes])
    else:
        write_data("\n\n".join(map(_as_text, sandboxes)) or "no sandbox is up")


def _as_text(sandbox: Sandbox) -> str:
    servers = [("primary", sandbox.primary), *(("replica", replica) for replica in sandbox.replicas)]
    lines = [f"sandbox  {sandbox.id}  {sandbox.kind.value} {sandbox.version}"]
    return "\n".join(lines + [f"{role}  {server.dsn()}" for role, server in servers])


def _as_values(sandbox: Sandbox) -> dict[str, object]:
    return {
        "id": sandbox.id,
        "kind": sandbox.kind.value,
        "version": sandbox.version,
        "primary": sandbox.primary.dsn(),
        "replicas": [replica.dsn() for replica in sandbox.replicas],
    }
