"""Private throw-away servers for tests, rehearsals and the demo."""

from onlinealter.sandbox.cleanup import prune_sandboxes
from onlinealter.sandbox.endpoints import Endpoint
from onlinealter.sandbox.kinds import ServerKind
from onlinealter.sandbox.lifetime import Sandbox, list_sandboxes, start_sandbox, stop_sandbox
from onlinealter.sandbox.paths import sandboxes_folder

__all__ = [
    "Endpoint",
    "Sandbox",
    "ServerKind",
    "list_sandboxes",
    "prune_sandboxes",
    "sandboxes_folder",
    "start_sandbox",
    "stop_sandbox",
]
