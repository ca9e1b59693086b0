"""Private throw-away servers for tests, rehearsals and the demo."""

from onlinealter.sandbox.cleanup import prune_sandboxes
from onlinealter.sandbox.endpoints import Endpoint
from onlinealter.sandbox.kinds import ServerKind
from onlinealter.sandbox.lifetime import Sandbox, list_sandboxes, start_sandbox, stop_sandbox
from onlinealter.sandbox.paths import cache_folder, copy_folder, locked, sandboxes_folder, write_private

__all__ = [
    "Endpoint",
    "Sandbox",
    "ServerKind",
    "cache_folder",
    "copy_folder",
    "list_sandboxes",
    "locked",
    "prune_sandboxes",
    "sandboxes_folder",
    "start_sandbox",
    "stop_sandbox",
    "write_private",
]
