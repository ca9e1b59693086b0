"""How other processes tell a keeper what to do: one line there, one line back, through a socket in its folder."""

from __future__ import annotations

import json
import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from enum import StrEnum
from pathlib import Path

from onlinealter.model.errors import SandboxError


class Verb(StrEnum):
    """What a keeper can be asked for."""

    STOP = "stop"
    KILL = "kill"
    RESTART = "restart"


@dataclass(frozen=True)
class Request:
    """One thing to do, and to which server."""

    verb: Verb
    server: int = 0


class KeeperGone(SandboxError):
    """No keeper answers in that folder."""

    reference = "sandbox-keeper-gone"


def ask(folder: Path, request: Request, timeout: float = 180) -> None:
    """Have the keeper do it, and return when it is done."""
    try:
        with socket.socket(socket.AF_UNIX) as connection, _short_address(folder) as address:
            connection.settimeout(timeout)
            connection.connect(address)
            with suppress(BrokenPipeError):  # the keeper may have answered already; the answer says why
                connection.sendall(f"{json.dumps(asdict(request))}\n".encode())
            answer = connection.makefile("r").readline()
    except OSError as error:
        raise KeeperGone(f"the keeper of sandbox {folder.name} does not answer: {error}") from error
    if not answer:
        raise KeeperGone(f"the keeper of sandbox {folder.name} ended before it had answered")
    complaint = json.loads(answer)
    if complaint:
        raise SandboxError(str(complaint))


def listen(folder: Path) -> socket.socket:
    """The keeper's end, open to its own user only because the folder is."""
    listener = socket.socket(socket.AF_UNIX)
    with _short_address(folder) as address:
        listener.bind(address)
    listener.listen(8)
    return listener


def receive(connection: socket.socket) -> Request:
    """Read what is asked; raises ValueError when it makes no sense."""
    connection.settimeout(5)
    fields = json.loads(connection.makefile("r").readline() or "null")
    if not isinstance(fields, dict):
        raise ValueError("not a request")
    return Request(Verb(fields.get("verb", "")), int(fields.get("server", 0)))


def answer(connection: socket.socket, complaint: str = "") -> None:
    """Say that it is done, or why not."""
    with connection, suppress(OSError):  # whoever asked has gone; the work is done all the same
        connection.sendall(f"{json.dumps(complaint)}\n".encode())


@contextmanager
def _short_address(folder: Path) -> Iterator[str]:
    """The socket by way of a descriptor, since its whole path may be longer than a socket's address can be."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        yield f"/proc/self/fd/{descriptor}/control"
    finally:
        os.close(descriptor)
