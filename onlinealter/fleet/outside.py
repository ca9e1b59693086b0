"""The operator's own programs, which the shards file names: they run without a shell and for a bounded time."""

from __future__ import annotations

import subprocess
from collections.abc import Sequence
from pathlib import Path

_LONGEST = 60.0  # seconds


def run_program(words: Sequence[str], folder: Path | None = None, seconds: float = _LONGEST) -> tuple[int, str, str]:
    """Exit code, stdout and stderr of a program. Raises OSError where it can't be started, ValueError after ``seconds``."""
    try:
        came = subprocess.run(
            list(words), cwd=folder, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=seconds, check=False
        )
    except subprocess.TimeoutExpired as error:
        raise ValueError(f"{words[0]} didn't end within {seconds:.0f} s") from error
    return came.returncode, came.stdout, came.stderr


def output_of(words: Sequence[str], folder: Path) -> str:
    """What a program prints. Raises OSError or ValueError, which never quotes what may be a secret."""
    code, out, _ = run_program(words, folder)
    if code:
        raise ValueError(f"{words[0]} ended with exit code {code}")
    return out


def first_line_of(words: Sequence[str], folder: Path) -> str:
    """The first line that a program prints, such as a password."""
    return output_of(words, folder).split("\n")[0]
