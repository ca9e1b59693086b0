"""The README's quick start, typed into a terminal."""

from __future__ import annotations

import os
import pty
import re
import select
import subprocess
import sys
import time
from pathlib import Path

from onlinealter.sandbox import ServerKind

_README = Path(__file__).parents[3] / "README.md"
_HEADING = "Then type it yourself"
_LONGEST = 120.0  # seconds for one command on a busy machine
_COLOURS = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")


class Terminal:
    """A shell in a pseudo-terminal, in which nothing is up but what is started here."""

    def __init__(self, folder: Path) -> None:
        self._ours, theirs = pty.openpty()
        environment = os.environ | {
            "ONLINEALTER_SANDBOXES": str(folder / "sandboxes"),
            "ONLINEALTER_STATE": str(folder / "state"),
            "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
            "PS1": "",
            "COLUMNS": "200",
        }
        self._shell = subprocess.Popen(
            ["bash", "--norc", "--noediting"],
            stdin=theirs,
            stdout=theirs,
            stderr=theirs,
            cwd=_README.parent,
            env=environment,
            start_new_session=True,
        )
        os.close(theirs)

    def type(self, line: str) -> str:
        """Type a command, and y at its question; gives what it printed. Its exit code has to be 0."""
        os.write(self._ours, f'{line}; echo "exit=$?"\n'.encode())
        seen, answered, until = "", False, time.monotonic() + _LONGEST
        while not (ended := re.search(r"exit=(\d+)", seen)):
            if not select.select([self._ours], [], [], max(0.0, until - time.monotonic()))[0]:
                raise TimeoutError(f"{line}: no end within {_LONGEST:.0f} s\n{seen}")
            seen += _COLOURS.sub("", os.read(self._ours, 65536).decode("utf-8", "replace"))
            if "[y/N]" in seen and not answered:
                os.write(self._ours, b"y\n")
                answered = True
        assert ended[1] == "0", seen
        return seen

    def close(self) -> None:
        os.write(self._ours, b"online-alter sandbox stop --all; exit\n")
        self._shell.wait(_LONGEST)
        os.close(self._ours)


def quick_start() -> list[str]:
    """The commands of the README's block."""
    block = _README.read_text(encoding="utf-8").partition(_HEADING)[2].partition("```sh\n")[2].partition("```")[0]
    return [line.partition("   #")[0].rstrip() for line in block.splitlines()]


def test_the_quick_start_works_as_it_is_written(kind: ServerKind, tmp_path: Path) -> None:
    """Each line ends well, and the printed DSN is the one to take."""
    commands = quick_start()
    assert len(commands) == 8
    terminal, printed = Terminal(tmp_path), dict[str, str]()
    try:
        for command in commands:
            if command.startswith("export"):
                [command] = re.findall(r"export ONLINE_ALTER_DSN='[^']+'", printed["sandbox start"])
            if command.endswith("--sample"):
                command += f" --server {kind}"
            _, name, after, *_ = *command.split(), ""
            printed[f"{name} {after}" if name == "sandbox" else name] = terminal.type(command)
    finally:
        terminal.close()
    assert "`name` varchar(200) NOT NULL" in printed["sandbox sql"]
    assert "is stopped" in printed["sandbox stop"]
