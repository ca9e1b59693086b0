"""Private throw-away servers for tests, rehearsals and the demo."""

from onlinealter.sandbox.cleanup import prune_sandboxes
from onlinealter.sandbox.endpoints import Endpoint
from onlinealter.sandbox.kinds import ServerKind
from onlinealter.sandbox.lifetime import Sandbox, list_sandboxes, start_sandbox, stop_sandbox

__all__ = [
    "Endpoint",
    "Sandbox",
    "ServerKind",
    "list_sandboxes",
    "prune_sandboxes",
    "start_sandbox",
    "stop_sandbox",
]
