"""The socket below a session."""

from __future__ import annotations

import socket
from typing import Any


def socket_of(driver: Any) -> socket.socket | None:  # noqa: ANN401 - the driver is untyped
    found = getattr(getattr(driver, "_socket", None), "sock", None)
    return found if isinstance(found, socket.socket) else None


def see_dead_peers(driver: Any) -> None:  # noqa: ANN401 - the driver is untyped
    """A machine that is gone without a word, or a firewall that has forgotten the connection, is noticed by the system."""
    sock = socket_of(driver)
    if sock is None or sock.family == socket.AF_UNIX:
        return
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
    for option, value in (("TCP_KEEPIDLE", 5), ("TCP_KEEPINTVL", 5), ("TCP_KEEPCNT", 3), ("TCP_USER_TIMEOUT", 20_000)):
        if hasattr(socket, option):
            sock.setsockopt(socket.IPPROTO_TCP, getattr(socket, option), value)
