"""Is there a key by which a row is known in both tables?"""

from __future__ import annotations

from onlinealter.checks.check import ChangeInput, refusal
from onlinealter.model.findings import Finding
from onlinealter.tables.facts import TableFacts

NAME = "copy-key"


def check(context: ChangeInput) -> list[Finding]:
    """A primary or unique key without NULLs before and one after, over columns that both tables have or compute, of types
    that can be ranged over.
    """
    if context.key is not None:
        return []
    before, after = _keys(context.original), _keys(context.shadow)
    why = "it has no primary key and no unique key without NULLs, so its rows can't be told apart"
    if before and after:
        why = f"rows can't be found in both tables by {before} before and {after} after"
    elif before:
        why = f"it has {before}, which the new definition doesn't keep unique"
    return [
        refusal(
            NAME,
            f"no copy key for {context.original.name}: {why}",
            "Have a primary or unique key in both definitions, over NOT NULL columns that stay (not FLOAT, DOUBLE, TEXT or "
            "BLOB); add one first if there is none. Let a new column come first, and go into the key by another run.",
        )
    ]


def _keys(table: TableFacts) -> str:
    found = [index for index in table.indexes if index.unique and all(p.column and not p.nullable for p in index.parts)]
    return ", ".join(
        f"{index.name} ({', '.join(f'{p.column}({p.prefix})' if p.prefix else str(p.column) for p in index.parts)})"
        for index in found
    )
