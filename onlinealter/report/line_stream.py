"""A stream of whole lines that outlives its reader."""

from __future__ import annotations

from typing import TextIO


class LineStream:
    """Writes lines at once; when the reader is gone they are dropped, for a run must not end with its log."""

    def __init__(self, stream: TextIO) -> None:
        self._stream: TextIO | None = stream

    def write(self, line: str) -> None:
        if self._stream is None:
            return
        try:
            self._stream.write(line + "\n")
            self._stream.flush()
        except OSError:  # nobody reads any more; the journal has what matters
            self._stream = None
