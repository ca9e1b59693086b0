"""What a block, the project's own settings and we choose, in this order."""

from __future__ import annotations

from typing import Any

MIN_ROWS = 10_000
"""A table with fewer rows isn't worth a run."""


def first(*values: Any) -> Any:  # noqa: ANN401 - whatever they are
    """The first that is given."""
    return next((value for value in values if value is not None), None)
