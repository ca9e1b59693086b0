"""Which runs' plans this user's tool has written: the journal alone can't tell, since others may write there.

A small file for each run, in the user's own state folder, holds a digest of the plan that was journalled.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
from contextlib import suppress
from pathlib import Path

from platformdirs import user_state_path

_DEFINITION = "/definition"


def remember_plan(server: str, schema: str, run: str, plan: str) -> None:
    """Keep that this plan is what the user began the run with, or has accepted. Does nothing where no folder can be had."""
    file = _file(server, schema, run)
    with suppress(OSError):
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        descriptor, name = tempfile.mkstemp(dir=file.parent)
        with os.fdopen(descriptor, "w", encoding="ascii") as aside:
            aside.write(_digest(plan))
        Path(name).replace(file)


def is_known_plan(server: str, schema: str, run: str, plan: str) -> bool:
    """Whether it is just that."""
    try:
        return _file(server, schema, run).read_text(encoding="ascii") == _digest(plan)
    except (OSError, ValueError):
        return False


def remember_definition(server: str, schema: str, run: str, definition: str) -> None:
    """Keep the definition that the table had when the user's tool began the run."""
    remember_plan(server, schema, run + _DEFINITION, definition)


def is_known_definition(server: str, schema: str, run: str, definition: str) -> bool:
    """Whether it is just that."""
    return is_known_plan(server, schema, run + _DEFINITION, definition)


def forget_plan(server: str, schema: str, run: str) -> None:
    with suppress(OSError):
        for which in ("", _DEFINITION):
            _file(server, schema, run + which).unlink(missing_ok=True)


def state_file(folder: str, server: str, schema: str, run: str) -> Path:
    """Where in the user's own state folder something of a run is kept."""
    chosen = os.environ.get("ONLINEALTER_STATE")
    state = Path(chosen).expanduser() if chosen else user_state_path("onlinealter")
    return state / folder / _digest("\0".join((server, schema, run)))[:32]


def _file(server: str, schema: str, run: str) -> Path:
    return state_file("runs", server, schema, run)


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
