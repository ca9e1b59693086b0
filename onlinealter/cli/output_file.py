"""A file that a command writes at its end."""

from __future__ import annotations

import os
from pathlib import Path

from onlinealter.model.errors import UsageFault


def can_be_written(file: Path) -> bool:
    """As far as can be seen beforehand."""
    return os.access(file, os.W_OK) if file.exists() else os.access(file.parent, os.W_OK)


def see_that_it_can_be_written(file: Path) -> None:
    """Raise UsageFault before anything has taken its time."""
    if not can_be_written(file):
        raise UsageFault(f"{file} can't be written", remedy="Name another file with -o.")
