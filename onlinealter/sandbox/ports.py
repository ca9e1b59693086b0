"""Loopback ports that nobody uses."""

from __future__ import annotations

import random
import socket


def free_ports(count: int) -> list[int]:
    """Ports that are free now, below the range the kernel gives to outgoing connections."""
    found: list[int] = []
    while len(found) < count:
        port = random.randrange(_LOWEST, _HIGHEST)  # noqa: S311 - chance only keeps two starts apart
        if port not in found and _is_free(port):
            found.append(port)
    return found


_LOWEST, _HIGHEST = 13_000, 32_000


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
        return True
