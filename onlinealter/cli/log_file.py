"""The file that a command's narration is added to."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from onlinealter.cli.passwords import redacted
from onlinealter.model.errors import UsageFault
from onlinealter.report.line_stream import Writable


@contextmanager
def opened_log(file: Path | None) -> Iterator[Writable | None]:
    """The file to be added to, which a new one only its owner may read. Raises UsageFault where it can't be had."""
    if file is None:
        yield None
        return
    try:
        descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, 0o600)
    except OSError as error:
        raise UsageFault(
            f"the log file {file} can't be written: {error.strerror}",
            remedy="Name a file in a folder that may be written to.",
        ) from error
    try:
        yield _LogFile(descriptor)
    finally:
        os.close(descriptor)


class _LogFile:
    """Whole lines at once, so that those of several threads and commands don't mix; without passwords."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor

    def write(self, text: str, /) -> None:
        os.write(self._descriptor, redacted(text).encode("utf-8", "backslashreplace"))

    def flush(self) -> None:
        """Nothing is held back."""
