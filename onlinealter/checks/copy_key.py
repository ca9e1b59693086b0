"""Is there a key by which a row is known in both tables?"""

from __future__ import annotations

from onlinealter.checks.check import ChangeInput, refusal
from onlinealter.model.findings import Finding

NAME = "copy-key"


def check(given: ChangeInput) -> list[Finding]:
    """A primary or unique key without NULLs, over columns that both tables have, of types that can be ranged over."""
    if given.key is not None:
        return []
    keys = [f"{index.name} ({', '.join(index.columns)})" for index in given.original.indexes if index.identifies_rows]
    before = f"it has {', '.join(keys)}, " if keys else "it has no primary key and no unique key without NULLs, "
    after = "which the new definition doesn't keep unique" if keys else "so its rows can't be told apart"
    return [
        refusal(
            NAME,
            f"no copy key for {given.original.name}: {before}{after}",
            "Keep a primary or unique key over the same NOT NULL columns (not FLOAT, DOUBLE, TEXT or BLOB) in both "
            "definitions; add one first if there is none.",
        )
    ]
