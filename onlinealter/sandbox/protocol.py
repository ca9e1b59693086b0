"""What an owner asks its keeper for, and what the keeper tells it, as lines between the two."""

from __future__ import annotations

import json
import os
import select
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass

from onlinealter.model.errors import SandboxError
from onlinealter.sandbox.kinds import ServerKind
from onlinealter.sandbox.packages import Report


@dataclass(frozen=True)
class Order:
    """The sandbox that is wanted; ``data`` is a stopped server's data folder to begin with a copy of, if any."""

    kind: ServerKind
    replicas: int
    settings: Mapping[str, str]
    is_detached: bool
    data: str = ""

    def line(self) -> bytes:
        """The order as the owner sends it."""
        return f"{json.dumps(asdict(self))}\n".encode()


class OwnerGone(Exception):
    """The owner has ended; so does the sandbox."""


class Owner:
    """The keeper's end of the two pipes; the kernel closes the other end when the owner dies in any way."""

    def __init__(self, orders: int, news: int) -> None:
        self._orders = orders
        self._news = news
        self._is_held = True

    def order(self) -> Order:
        """The first and only line the owner sends."""
        received = b""
        while not received.endswith(b"\n"):
            part = os.read(self._orders, 4096)
            if not part:
                raise OwnerGone
            received += part
        fields = json.loads(received)
        return Order(**(fields | {"kind": ServerKind(fields["kind"])}))

    def check(self) -> None:
        """Raise :class:`OwnerGone` if so."""
        if self._is_held and select.select([self._orders], [], [], 0)[0] and not os.read(self._orders, 4096):
            raise OwnerGone

    def watched(self) -> list[int]:
        """The descriptors that become readable when the owner has gone."""
        return [self._orders] if self._is_held else []

    def let_go(self) -> None:
        """Live on without the owner."""
        self._is_held = False

    def report(self, text: str) -> None:
        """Tell what is being done."""
        self._tell({"report": text})

    def ready(self, sandbox_id: str) -> None:
        """Tell that the sandbox can be used; nothing is told after that."""
        self._tell({"ready": sandbox_id})

    def failed(self, message: str, remedy: str) -> None:
        """Tell why there is no sandbox."""
        self._tell({"failed": message, "remedy": remedy})

    def _tell(self, fields: Mapping[str, str]) -> None:
        try:
            os.write(self._news, f"{json.dumps(fields)}\n".encode())
        except BrokenPipeError as error:
            raise OwnerGone from error


def await_sandbox(lines: Iterable[bytes], report: Report) -> str:
    """Follow the keeper's lines until it is ready; gives the sandbox's id."""
    noise: list[str] = []
    for line in lines:
        try:
            fields = json.loads(line)
        except ValueError:
            noise.append(line.decode(errors="replace"))  # of the keeper's own interpreter
            continue
        if "report" in fields:
            report(fields["report"])
        elif "ready" in fields:
            return str(fields["ready"])
        else:
            raise SandboxError(fields["failed"], remedy=fields["remedy"])
    said = "".join(noise)[-2000:]
    raise SandboxError(f"the sandbox's keeper ended before its servers were up:\n{said}".rstrip())
