"""Which key a run goes by: that of the original and of the shadow by which a row is known in both."""

from __future__ import annotations

from collections.abc import Iterator

from onlinealter.tables.column_map import ColumnMap
from onlinealter.tables.conversions import conversion_of
from onlinealter.tables.copy_key import CopyKey, KeyPart
from onlinealter.tables.expression import Expression
from onlinealter.tables.facts import Column, Index, TableFacts
from onlinealter.tables.own_values import depends_on_session, formula_of, generated_alike, is_unchanged

_LONGEST = 4_000  # bytes of a column of which an index has the beginning only: keys are written down whole


def choose_key(original: TableFacts, shadow: TableFacts, forward: ColumnMap) -> CopyKey | None:
    """The primary key if the shadow knows rows by the same columns, else the first unique key of which that is so; else a
    key of the original together with one of the shadow: (id) and (id, created), say.
    """
    parts = _all_parts(original, shadow, forward)
    indexes = [index for index in sorted(original.indexes, key=_rank) if _tells_apart(index, original)]
    for index in indexes:
        own = _own_parts(index, parts)
        twins = [twin for twin in _twins(shadow) if own and _names(twin) == {part.shadow.name.lower() for part in own}]
        if own and twins:
            return _key(own, index, twins[0])
    for index in indexes:
        own = _own_parts(index, parts)
        found = [(twin, both) for twin in _twins(shadow) if own and (both := _with_parts_of(twin, own, parts))]
        if own and found:
            twin, both = min(found, key=lambda pair: (len(pair[1]) - len(own), _rank(pair[0])))
            return _key(both, index, twin)
    return None


def _rank(index: Index) -> tuple[bool, bool, str]:
    return index.name != "PRIMARY", any(part.prefix for part in index.parts), index.name


def _twins(shadow: TableFacts) -> list[Index]:
    return sorted((index for index in shadow.indexes if _tells_apart(index, shadow)), key=_rank)


def _names(index: Index) -> set[str]:
    return {name.lower() for name in index.columns}


def _tells_apart(index: Index, table: TableFacts) -> bool:
    """Whether each row has its own value here, over whole columns or beginnings of short ones."""
    if not index.unique or any(not part.column or part.nullable for part in index.parts):
        return False
    beginnings = [table.column(part.column or "") for part in index.parts if part.prefix]
    return all(column is not None and _most_bytes(column) <= _LONGEST for column in beginnings)


def _most_bytes(column: Column) -> int:
    if column.kind in ("tinytext", "tinyblob"):
        return 255
    if column.kind in ("char", "varchar", "binary", "varbinary") and column.size:
        return column.size[0] * (4 if column.is_text else 1)
    return _LONGEST + 1


def _own_parts(index: Index, parts: dict[str, KeyPart]) -> tuple[KeyPart, ...]:
    """Those of an index of the original; empty where one of its columns won't do."""
    by_original = {part.original.name.lower(): part for part in parts.values() if not part.absent}
    found = [by_original.get(name.lower()) for name in index.columns]
    return tuple(part for part in found if part) if all(found) else ()


def _with_parts_of(twin: Index, own: tuple[KeyPart, ...], parts: dict[str, KeyPart]) -> tuple[KeyPart, ...]:
    found = [parts.get(name.lower()) for name in twin.columns]
    more = tuple(part for part in found if part and part not in own)
    return (*own, *more) if all(found) else ()


def _key(parts: tuple[KeyPart, ...], index: Index, twin: Index) -> CopyKey:
    walk = _places(index, [part.original.name for part in parts])
    shadow_walk = _places(twin, [part.shadow.name for part in parts])
    shared = min(len(walk), len(shadow_walk))
    descending = any(part.descending for part in (*index.parts, *twin.parts))
    alike = walk[:shared] == shadow_walk[:shared] and not descending and all(part.same_order for part in parts)
    return CopyKey(
        parts, index.name, twin.name, alike, walk, shadow_walk,
        any(part.prefix for part in index.parts), any(part.prefix for part in twin.parts),
    )  # fmt: skip


def _places(index: Index, names: list[str]) -> tuple[int, ...]:
    lower = [name.lower() for name in names]
    return tuple(lower.index(name.lower()) for name in index.columns)


def _all_parts(original: TableFacts, shadow: TableFacts, forward: ColumnMap) -> dict[str, KeyPart]:
    """By the shadow's name in lower case: all columns that a key may be over."""
    found = {part.shadow.name.lower(): part for part in (*_plain(forward), *_computed(original, shadow, forward))}
    return {name: part for name, part in found.items() if part.usable}


def _plain(forward: ColumnMap) -> Iterator[KeyPart]:
    for mapped in forward.columns:
        # What the plan allows to become of a value is another one.
        if mapped.source is not None and mapped.expression == conversion_of(mapped.source, mapped.target):
            yield KeyPart(mapped.source, mapped.target)


def _computed(original: TableFacts, shadow: TableFacts, forward: ColumnMap) -> Iterator[KeyPart]:
    """Generated columns: that both tables compute alike, or that are new and computed from columns that stay."""
    for mapped in generated_alike(original, shadow, forward):
        old = original.column(mapped.expression.columns[0])
        formula = formula_of(shadow, mapped.target)
        if old is not None and formula is not None:
            formula = _as_stored(mapped.target, formula) or formula
            yield KeyPart(old, mapped.target, formula, formula)
    for column in shadow.columns:
        formula = formula_of(shadow, column) if original.column(column.name) is None else None
        stored = _as_stored(column, formula) if formula is not None else None
        there = _on_original(stored, forward) if stored is not None else None
        if there is not None:
            yield KeyPart(column, column, there, stored, absent="original")


def _on_original(formula: Expression, forward: ColumnMap) -> Expression | None:
    """A new column's formula over the original's row; None where that would come to something else."""
    sources = {each.target.name: each.source.name for each in forward.columns if each.source and is_unchanged(each)}
    if depends_on_session("".join(formula.pieces)) or not all(name in sources for name in formula.columns):
        return None
    return Expression(tuple(sources[piece] if place % 2 else piece for place, piece in enumerate(formula.pieces)))


def _as_stored(column: Column, formula: Expression) -> Expression | None:
    """The formula with what becomes of its value in the column; None for types of which that isn't told."""
    if column.is_integer:
        before, after = "CAST((", f") AS {'UNSIGNED' if column.unsigned else 'SIGNED'})"
    elif column.kind in ("date", "time", "datetime", "decimal"):
        size = f"({', '.join(map(str, column.size))})" if column.size else ""
        before, after = "CAST((", f") AS {column.kind.upper()}{size})"
    elif column.kind in ("char", "varchar"):
        trim, end = ("TRIM(TRAILING ' ' FROM (", "))") if column.kind == "char" else ("(", ")")
        before, after = f"CONVERT({trim}", f"{end} USING {column.charset}) COLLATE {column.collation}"
    else:
        return None
    if len(formula.pieces) == 1:
        return Expression((before + formula.pieces[0] + after,))
    return Expression((before + formula.pieces[0], *formula.pieces[1:-1], formula.pieces[-1] + after))
