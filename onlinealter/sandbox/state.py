"""A sandbox's record in its folder, by which any process can find, use and end it."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path

from onlinealter.sandbox.endpoints import Endpoint
from onlinealter.sandbox.kinds import ServerKind
from onlinealter.sandbox.paths import write_private
from onlinealter.sandbox.processes import ProcessIdentity

STATE_FILE = "sandbox.json"


@dataclass(frozen=True)
class ServerState:
    """One server: where it answers, and its process unless it runs in a container."""

    endpoint: Endpoint
    process: ProcessIdentity | None


@dataclass(frozen=True)
class SandboxState:
    """All that is recorded of a sandbox; the primary is the first server."""

    id: str
    kind: ServerKind
    version: str
    is_ready: bool
    in_containers: bool
    keeper: ProcessIdentity
    servers: tuple[ServerState, ...]


def write_state(folder: Path, state: SandboxState) -> None:
    """Put the record in place at once; it holds passwords, so only its owner may read it."""
    write_private(folder / STATE_FILE, json.dumps(asdict(state), indent=2) + "\n")


def read_state(folder: Path) -> SandboxState | None:
    """The record of a sandbox, or None when there is none yet or no longer."""
    try:
        fields = json.loads((folder / STATE_FILE).read_text(encoding="utf-8"))
        servers = tuple(
            ServerState(
                Endpoint(**server["endpoint"]),
                ProcessIdentity(**server["process"]) if server["process"] else None,
            )
            for server in fields.pop("servers")
        )
        kind, keeper = ServerKind(fields.pop("kind")), ProcessIdentity(**fields.pop("keeper"))
        return SandboxState(kind=kind, keeper=keeper, servers=servers, **fields)
    except (OSError, ValueError, KeyError, TypeError):
        return None  # absent, or written by another version of this file
