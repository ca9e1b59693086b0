"""How many CPUs a server has."""

from __future__ import annotations

from onlinealter.model.errors import ServerError
from onlinealter.mysql.connection import Connection
from onlinealter.mysql.server import Server
from onlinealter.throttles import statements


def processors_of(connection: Connection, server: Server) -> int | None:
    """How many CPUs a server has; None where it doesn't tell."""
    try:
        found = connection.value(statements.processors(server))
    except ServerError:
        return None
    text = found.decode() if isinstance(found, bytes | bytearray) else str(found or "")
    return int(text or 0) or None if server.is_mariadb else count_of_ranges(text)


def count_of_ranges(text: str) -> int | None:
    """How many numbers ``0-3,8`` has; None for nothing."""
    bounds = [part.partition("-") for part in text.split(",") if part.strip()]
    return sum(int(last or first) - int(first) + 1 for first, _, last in bounds) or None
