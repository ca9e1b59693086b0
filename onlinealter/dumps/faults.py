"""What is wrong with a dump, and where."""

from __future__ import annotations

from pathlib import Path

from onlinealter.model.errors import Refused

_NOTHING = "Nothing of the dump was run."


class DumpFault(Refused):
    """A dump that is broken, cut off, or not only a dump."""

    reference = "dump"


def fault(file: Path, line: int, said: str, remedy: str = "") -> DumpFault:
    """The error for this place of the file."""
    place = f"{file}, line {line:,}" if line else str(file)
    return DumpFault(f"{place}: {said}", remedy=f"{_NOTHING} {remedy}".rstrip())
