"""Where a table's files are, when its definition says so."""

from __future__ import annotations

import re

from onlinealter.tables.facts import TableFacts

_DIRECTORY = re.compile(r"\b(DATA|INDEX) DIRECTORY ?= ?'")


def lies_elsewhere(table: TableFacts) -> bool:
    """Whether a directory is named in the table's options or in those of a partition."""
    options = table.definition.partition("\n)")[2]
    return bool(_DIRECTORY.search(options))
