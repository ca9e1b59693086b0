"""The server's sql_mode, as far as words and values mean something else by it: the plan's mean what they mean in a new
session of that server. How strict a session is, is ours to say.
"""

from __future__ import annotations

from onlinealter.mysql.server import Server

# Not ours to choose; our own statements mean the same with and without them.
_CARRIED = (
    "PIPES_AS_CONCAT", "REAL_AS_FLOAT", "IGNORE_SPACE", "NO_UNSIGNED_SUBTRACTION", "TIME_TRUNCATE_FRACTIONAL",
    "TIME_ROUND_FRACTIONAL",
)  # fmt: skip


def modes_of(server: Server) -> frozenset[str]:
    """The modes that a new session of the server begins with."""
    return frozenset(server.sql_mode.upper().split(","))


def sql_mode_for(strictness: str, server: Server) -> str:
    """Our strictness with the server's meaning; an engine that isn't there is never replaced by another."""
    modes = modes_of(server)
    return ",".join([strictness, "NO_ENGINE_SUBSTITUTION", *(mode for mode in _CARRIED if mode in modes)])
