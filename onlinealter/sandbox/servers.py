"""One server as the keeper holds it: a process of this machine, or a container."""

from __future__ import annotations

import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Protocol

from onlinealter.sandbox.options import option_file
from onlinealter.sandbox.paths import copy_folder, write_private
from onlinealter.sandbox.processes import die_with_parent
from onlinealter.sandbox.sources import Program
from onlinealter.sandbox.templates import account_option, locations


class Server(Protocol):
    """What the keeper does with a server."""

    @property
    def pid(self) -> int | None:
        """The server's process, if it is one of this machine."""

    def start(self) -> None:
        """Start it, the first time or again, on its own data."""

    def is_alive(self) -> bool:
        """Whether it runs."""

    def kill(self) -> None:
        """End it as SIGKILL does."""

    def remove(self) -> None:
        """End it for good."""

    def log_tail(self) -> str:
        """The last lines of its error log."""


# Its identity, its settings made to last, and what it left where it was killed.
_OF_THE_OTHER = ("auto.cnf", "mysqld-auto.cnf", "*.pid", "*.sock", "*.sock.lock")


class LocalServer:
    """A server process with a folder of its own; it dies with the process that started it."""

    def __init__(self, program: Program, data: Path, folder: Path, options: Mapping[str, str], first: Sequence[str]) -> None:
        self._program = program
        self._folder = folder
        self._process: subprocess.Popen[bytes] | None = None
        (folder / "tmp").mkdir(parents=True)
        copy_folder(data, folder / "data")
        for kept in (found for pattern in _OF_THE_OTHER for found in (folder / "data").glob(pattern)):
            kept.unlink()
        write_private(folder / "my.cnf", option_file({**self._own_options(), **options}))
        write_private(self._first_file, "".join(f"{statement};\n" for statement in first))

    @property
    def pid(self) -> int | None:
        """The process, dead or alive."""
        return self._process.pid if self._process else None

    def start(self) -> None:
        """Start the program; the first statements are run only once."""
        command = [*self._program.command, f"--defaults-file={self._folder / 'my.cnf'}", *account_option()]
        if self._process is None:
            command.append(f"--init-file={self._first_file}")
        else:
            self._first_file.unlink(missing_ok=True)
        with (self._folder / "start.log").open("ab") as log:
            self._process = subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                preexec_fn=die_with_parent(),
            )

    def is_alive(self) -> bool:
        """Whether the process runs; takes away what the kernel keeps of an ended one."""
        return self._process is not None and self._process.poll() is None

    def kill(self) -> None:
        """End the process as a crash would."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()

    remove = kill

    def log_tail(self) -> str:
        """What the server wrote last, before or after it opened its error log."""
        texts = [
            (self._folder / name).read_text(errors="replace")
            for name in ("start.log", "error.log")
            if (self._folder / name).exists()
        ]
        return "\n".join("".join(texts).splitlines()[-20:])

    @property
    def _first_file(self) -> Path:
        return self._folder / "first.sql"

    def _own_options(self) -> dict[str, str]:
        return {
            **locations(self._program),
            "datadir": str(self._folder / "data"),
            "tmpdir": str(self._folder / "tmp"),
            "secure_file_priv": str(self._folder / "tmp"),
            "log_error": str(self._folder / "error.log"),
            "pid_file": str(self._folder / "server.pid"),
            "socket": "server.sock",  # inside the data folder: a whole path may be too long for a socket
        }
