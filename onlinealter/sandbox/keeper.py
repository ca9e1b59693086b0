"""The process that owns a sandbox's servers: `python -m onlinealter.sandbox.keeper`, started by `start_sandbox`.

It ends when it is told to, or when its owner has gone unless the sandbox is detached; its servers end with it.
"""

from __future__ import annotations

import os
import select
import signal
import socket
import sys
from pathlib import Path
from types import FrameType

from onlinealter.model.errors import OnlineAlterError
from onlinealter.sandbox.cleanup import own_folder
from onlinealter.sandbox.cluster import Cluster
from onlinealter.sandbox.control import Verb, answer, listen, receive
from onlinealter.sandbox.protocol import Order, Owner, OwnerGone


def main() -> int:
    """Bring a sandbox up, keep it, and take it away."""
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, _leave)
    owner = Owner(sys.stdin.fileno(), sys.stdout.fileno())
    try:
        try:
            _keep(owner.order(), owner)
        except OnlineAlterError as error:
            owner.failed(error.message, error.remedy)
            return 1
    except OwnerGone:
        return 0
    return 0


def _keep(order: Order, owner: Owner) -> None:
    with own_folder() as folder:
        cluster = Cluster(folder, order, owner.report, owner.check)
        try:
            listener = listen(folder)
            cluster.bring_up()
            owner.ready(folder.name)
            _write_to_file(folder)
            if order.is_detached:
                owner.let_go()
            waiting = _serve(cluster, listener, owner)
        finally:
            cluster.remove()
    answer(waiting)


def _serve(cluster: Cluster, listener: socket.socket, owner: Owner) -> socket.socket:
    """Do what is asked until it is to stop; gives the connection that waits for the end."""
    while True:
        watched: list[socket.socket | int] = [listener, *owner.watched()]
        readable, _, _ = select.select(watched, [], [], 1)
        cluster.look_after()
        owner.check()
        if listener in readable:
            connection, _ = listener.accept()
            if _handle(cluster, connection):
                return connection


def _handle(cluster: Cluster, connection: socket.socket) -> bool:
    """Do one thing and answer; True leaves the answer for the end."""
    try:
        request = receive(connection)
        match request.verb:
            case Verb.STOP:
                return True
            case Verb.KILL:
                cluster.kill(request.server)
            case Verb.RESTART:
                cluster.restart(request.server)
    except (OnlineAlterError, OSError, ValueError) as error:
        answer(connection, str(error))
    else:
        answer(connection)
    return False


def _leave(_number: int, _frame: FrameType | None) -> None:
    raise SystemExit(1)


def _write_to_file(folder: Path) -> None:
    """Nobody reads the pipe once the sandbox is up."""
    log = os.open(folder / "keeper.log", os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    for descriptor in (1, 2):
        os.dup2(log, descriptor)
    os.close(log)


if __name__ == "__main__":
    sys.exit(main())
