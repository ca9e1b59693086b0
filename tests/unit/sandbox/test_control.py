"""Requests to a keeper and its answers."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from onlinealter.model.errors import SandboxError
from onlinealter.sandbox.control import KeeperGone, Request, Verb, answer, ask, listen, receive

Answer = Callable[[socket.socket], None]


@pytest.fixture
def deep_folder(tmp_path: Path) -> Path:
    """A folder whose path is longer than a socket's address can be."""
    folder = tmp_path / ("deep" * 30)
    folder.mkdir()
    return folder


@pytest.fixture
def keeper(deep_folder: Path) -> Iterator[Callable[[Answer], None]]:
    """A keeper for one request, with the given answer."""
    with listen(deep_folder) as listener:

        def begin(reply: Answer) -> None:
            def serve() -> None:
                connection, _ = listener.accept()
                reply(connection)

            threading.Thread(target=serve, daemon=True).start()

        yield begin


def test_a_request_arrives_as_it_was_asked(deep_folder: Path, keeper: Callable[[Answer], None]) -> None:
    """However long the folder's path is."""
    received: list[Request] = []

    def reply(connection: socket.socket) -> None:
        received.append(receive(connection))
        answer(connection)

    keeper(reply)
    ask(deep_folder, Request(Verb.RESTART, 2))
    assert received == [Request(Verb.RESTART, 2)]


def test_a_complaint_is_raised_by_whoever_asked(deep_folder: Path, keeper: Callable[[Answer], None]) -> None:
    """The keeper's message is the error's."""
    keeper(lambda connection: answer(connection, "the sandbox has no server 7"))
    with pytest.raises(SandboxError, match="no server 7"):
        ask(deep_folder, Request(Verb.KILL, 7))


def test_a_keeper_that_ends_without_an_answer_is_gone(deep_folder: Path, keeper: Callable[[Answer], None]) -> None:
    """The closed connection says so."""
    keeper(lambda connection: connection.close())
    with pytest.raises(KeeperGone):
        ask(deep_folder, Request(Verb.STOP))


def test_a_folder_without_a_keeper_does_not_answer(tmp_path: Path) -> None:
    """Nobody listens there."""
    with pytest.raises(KeeperGone):
        ask(tmp_path, Request(Verb.STOP))


@pytest.mark.parametrize("line", [b"\n", b"[]\n", b'{"verb": "dance"}\n', b'{"verb": "kill", "server": "x"}\n'])
def test_a_request_without_sense_is_refused(line: bytes) -> None:
    """The keeper answers it with a complaint instead of ending."""
    here, there = socket.socketpair()
    with here, there:
        here.sendall(line)
        with pytest.raises(ValueError):  # noqa: PT011 - each line is wrong in a way of its own
            receive(there)
