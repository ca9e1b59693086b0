"""Is there a key by which a row is known in both tables?"""

from __future__ import annotations

from onlinealter.checks.check import ChangeInput, refusal
from onlinealter.model.findings import Finding
from onlinealter.mysql.advice import statements as advice
from onlinealter.tables.facts import TableFacts

NAME = "copy-key"
_KEEP = (
    "Keep a primary or unique key in both definitions, over NOT NULL columns that stay (not FLOAT, DOUBLE, TEXT or BLOB)."
)


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
    return [refusal(NAME, f"no copy key for {context.original.name}: {why}", _remedy(context, has_key=bool(before)))]


def _remedy(context: ChangeInput, *, has_key: bool) -> str:
    if not has_key:
        return _add(context)
    if new := _new_columns(context):
        return f"Add {' and '.join(new)} by an alteration of its own first, which mostly copies no row; then change the key."
    return _KEEP


def _add(context: ChangeInput) -> str:
    table = context.original
    name = next(
        name for name in ("id", "row_id", *(f"row_id_{number}" for number in range(2, 99))) if table.column(name) is None
    )
    return (
        "Make a unique key over NOT NULL columns the primary key, or number the rows, both with the server's own ALTER in a "
        f"quiet hour: {advice.add_key(table.schema, table.name, name)}"
    )


def _new_columns(context: ChangeInput) -> list[str]:
    """Columns of the new definition's keys that the application can't have written yet."""
    given = {each.target.name.lower() for each in context.forward.columns if not each.filled}
    keys = [index for index in context.shadow.indexes if index.unique]
    named = dict.fromkeys(part.column for index in keys for part in index.parts if part.column)
    columns = [context.shadow.column(name) for name in named]
    return [each.name for each in columns if each is not None and not each.generated and each.name.lower() not in given]


def _keys(table: TableFacts) -> str:
    found = [index for index in table.indexes if index.unique and all(p.column and not p.nullable for p in index.parts)]
    return ", ".join(
        f"{index.name} ({', '.join(f'{p.column}({p.prefix})' if p.prefix else str(p.column) for p in index.parts)})"
        for index in found
    )
