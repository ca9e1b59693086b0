"""A stream of whole lines that outlives its reader."""

from __future__ import annotations

from typing import Protocol


class Writable(Protocol):
    """What lines are written to."""

    def write(self, text: str, /) -> object: ...

    def flush(self) -> None: ...


class LineStream:
    """Writes lines at once; when the reader is gone they are dropped, for a run must not end with its log."""

    def __init__(self, stream: Writable) -> None:
        self._stream: Writable | None = stream

    def write(self, line: str) -> None:
        if self._stream is None:
            return
        try:
            self._stream.write(line + "\n")
            self._stream.flush()
        except OSError:  # nobody reads any more; the journal has what matters
            self._stream = None
