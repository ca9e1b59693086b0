"""A relay between the tool and a server, which loses connections at chosen statements."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from enum import Enum, auto

from onlinealter.engine.target import Target
from onlinealter.sandbox import Endpoint

_QUERY, _HEADER = 3, 4
_QUIET, _LONGEST_ANSWER = 0.1, 60.0  # seconds


class Loss(Enum):
    """When the connection is cut: before the statement is sent, right after, or when the server has answered; or the tool's
    machine vanishes without a word, before or after it is sent: nothing comes through any more, and all sockets stay open.

    ``FORGOTTEN``: it stays, but no answer comes any more. ``NOTHING``: the statement is passed on after the deed.
    """

    UNSENT = auto()
    SENT = auto()
    ANSWERED = auto()
    FORGOTTEN = auto()
    NOTHING = auto()
    VANISHED_BEFORE = auto()
    VANISHED_AFTER = auto()


@dataclass
class Cut:
    """Cut the connection once, at the first statement that has all these words; ``deed`` is done before that, and before the
    server has answered unless it is done ``after_answer``.
    """

    words: tuple[str, ...]
    loss: Loss
    deed: Callable[[], object] = lambda: None
    after_answer: bool = False
    done: bool = False
    lock: threading.Lock = field(default_factory=threading.Lock)

    def takes(self, statement: bytes) -> bool:
        """Whether this is the statement; says so once."""
        with self.lock:
            if self.done or not all(word.encode() in statement for word in self.words):
                return False
            self.done = True
            return True


class Relay:
    """Listens on a port of its own and passes on what comes, without TLS, to a server that may be exchanged."""

    def __init__(self, server: Endpoint) -> None:
        self.server = server
        self.cuts: Sequence[Cut] = ()
        self._is_open = True
        self._live: list[socket.socket] = []
        self._passing = threading.Event()  # cleared while the tool's machine is gone
        self._passing.set()
        self._listener = socket.create_server(("127.0.0.1", 0))

    @property
    def port(self) -> int:
        """Where it listens."""
        return int(self._listener.getsockname()[1])

    @contextmanager
    def at_work(self) -> Iterator[None]:
        """Relay until the block ends."""
        threading.Thread(target=self._accept, daemon=True).start()
        try:
            yield
        finally:
            self._listener.shutdown(socket.SHUT_RDWR)
            self._listener.close()
            self.cut_all()

    def before(self, target: Target) -> Target:
        return replace(target, primary=replace(target.primary, port=self.port))

    def cut_all(self) -> None:
        """Cut every connection."""
        live, self._live = self._live, []
        for each in live:
            _close(each)

    def come_back(self) -> None:
        """The tool's machine is there again; its connections are not."""
        self.cut_all()
        self._passing.set()

    @contextmanager
    def closed(self) -> Iterator[None]:
        """Let nobody through meanwhile."""
        self._is_open = False
        self.cut_all()
        try:
            yield
        finally:
            self._is_open = True

    def _accept(self) -> None:
        with suppress(OSError):  # it was closed
            while True:
                client, _ = self._listener.accept()
                threading.Thread(target=self._serve, args=(client,), daemon=True).start()

    def _serve(self, client: socket.socket) -> None:
        try:
            if not self._is_open:
                return
            server = socket.create_connection((self.server.host, self.server.port))
        except OSError:
            return
        else:
            self._live += [client, server]
            link = _Link(client, server, self._passing)
            threading.Thread(target=link.pass_back, daemon=True).start()
            with suppress(OSError):
                self._pass_on(link)
            _close(server)
        finally:
            _close(client)

    def _pass_on(self, link: _Link) -> None:
        for packet in link.packets():
            link.passing.wait()
            cut = self._cut_for(packet)
            if cut is not None and cut.loss in (Loss.VANISHED_BEFORE, Loss.VANISHED_AFTER):
                self._vanish(link, cut, packet)
                continue
            if cut is None or cut.loss in (Loss.NOTHING, Loss.FORGOTTEN):
                if cut is not None:
                    cut.deed()
                    link.forgets = cut.loss is Loss.FORGOTTEN
                link.server.sendall(packet)
                continue
            if cut.loss is not Loss.UNSENT:
                link.mute.set()
                link.server.sendall(packet)
            if not cut.after_answer:
                cut.deed()
            if cut.loss is Loss.ANSWERED:
                link.answered.wait(_LONGEST_ANSWER)
            if cut.after_answer:
                cut.deed()
            return

    def _vanish(self, link: _Link, cut: Cut, packet: bytes) -> None:
        self._passing.clear()
        if cut.loss is Loss.VANISHED_AFTER:
            link.server.sendall(packet)
        cut.deed()
        self._passing.wait()

    def _cut_for(self, packet: bytes) -> Cut | None:
        if packet[3] or len(packet) <= _HEADER or packet[_HEADER] != _QUERY:
            return None
        return next((cut for cut in self.cuts if cut.takes(packet)), None)


@dataclass
class _Link:
    """One connection from the tool, with its own to the server."""

    client: socket.socket
    server: socket.socket
    passing: threading.Event
    mute: threading.Event = field(default_factory=threading.Event)
    answered: threading.Event = field(default_factory=threading.Event)
    forgets: bool = False

    def packets(self) -> Iterator[bytes]:
        """What the client sends, packet by packet."""
        buffer = b""
        while part := self.client.recv(65536):
            buffer += part
            while len(buffer) >= _HEADER and len(buffer) >= (end := _HEADER + int.from_bytes(buffer[:3], "little")):
                packet, buffer = buffer[:end], buffer[end:]
                yield packet

    def pass_back(self) -> None:
        """Pass on what the server says until it is muted; then wait for the end of its answer."""
        with suppress(OSError):
            while part := self.server.recv(65536):
                self.passing.wait()
                if self.mute.is_set():
                    self.server.settimeout(_QUIET)
                elif not self.forgets:
                    self.client.sendall(part)
        self.answered.set()
        if not self.mute.is_set():
            _close(self.client)


def _close(each: socket.socket) -> None:
    with suppress(OSError):
        each.shutdown(socket.SHUT_RDWR)
    each.close()
