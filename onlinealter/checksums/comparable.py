"""Values as text that is equal exactly when the values are: what the shadow should hold, and what it holds."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from onlinealter.mysql.server import Server
from onlinealter.sql import quoting
from onlinealter.tables.column_map import ColumnMap, Mapped
from onlinealter.tables.empty_members import goes_by_number, has_empty_member
from onlinealter.tables.expression import RowName, of_column
from onlinealter.tables.facts import Column
from onlinealter.tables.own_values import OwnValue

_FLOATS = frozenset({"float", "double", "real"})
_MOMENTS = frozenset({"date", "time", "datetime", "timestamp"})
_CHOICES = frozenset({"enum", "set"})
_ADDRESSES = ("uuid", "inet4", "inet6")

# Bytes that are in no number and in no text in utf8mb4. CONCAT gives bytes if it begins with them, whatever collations
# follow; otherwise MariaDB makes a text of several collations and bytes, and question marks of some bytes.
_END = "x'FF'"
_AS_BYTES = f"CAST({_END} AS BINARY)"
_NULL = "CAST(x'FE' AS BINARY)"


def row_digest(columns: ColumnMap, server: Server, row: RowName, *, of_shadow: bool, own: Sequence[OwnValue] = ()) -> str:
    """SQL: 256 bits (MariaDB 64) that stand for a row; NULL, '', separators and blanks are told apart.

    ``own`` are columns of the shadow that are told from its row alone.
    """
    parts = [_part(each, server, row, of_shadow) for each in columns.columns if not each.filled]
    parts += [_own_part(own, server, row) if of_shadow else "'as made'"] if own else []
    # BIT_XOR passes over NULL: a row of which the server can't tell a value agrees with nothing.
    side = "shadow" if of_shadow else "original"
    text = f"COALESCE(CONCAT({_AS_BYTES}, {f', {_END}, '.join(parts)}), 'untold in the {side}')"
    if server.is_mariadb:
        return f"CAST(CONV(LEFT(SHA2({text}, 256), 16), 16, 10) AS UNSIGNED)"
    return f"UNHEX(SHA2({text}, 256))"


def all_digests(digest: str, server: Server) -> str:
    """SQL: the digests of many rows as one, whatever their order."""
    return f"CAST(BIT_XOR({digest}) AS CHAR)" if server.is_mariadb else f"HEX(BIT_XOR({digest}))"


def _part(mapped: Mapped, server: Server, row: RowName, of_shadow: bool) -> str:
    """What stands for one value, of which it is plain where it ends."""
    target = mapped.target
    if of_shadow:
        value, nullable = _canonical(target, row(target.name), server), target.nullable
    else:
        value = _expected(mapped, mapped.expression.over(row), server)
        nullable = mapped.source is None or mapped.source.nullable or mapped.source.type != target.type
    if target.is_large:
        digest = f"SHA2({value}, 256)"
        return f"COALESCE({digest}, 'N')" if nullable else digest
    if target.is_bytes:  # which may hold any byte: their number goes first
        held = f"COALESCE({value}, '')" if nullable else value
        return f"{f'COALESCE(LENGTH({value}), -1)' if nullable else f'LENGTH({value})'}, {_END}, {held}"
    if target.is_text or target.kind in _CHOICES:
        if not of_shadow and _is_computed(mapped):
            # A COLLATE in it, or on MariaDB 11.8 a literal with its character set, would make the whole row a text.
            value = f"CAST({value} AS BINARY)"
        return f"COALESCE({value}, {_NULL})" if nullable else value
    return f"COALESCE({value}, 'N')" if nullable else value


def _own_part(own: Sequence[OwnValue], server: Server, row: RowName) -> str:
    """Says of the shadow's row whether all these columns hold what they must."""
    return f"IF({' AND '.join(_holds(each, server, row) for each in own)}, 'as made', 'otherwise')"


def _holds(own: OwnValue, server: Server, row: RowName) -> str:
    held = _canonical(own.column, row(own.column.name), server)
    if own.expression is None:
        expected = _canonical(own.column, f"DEFAULT({row(own.column.name)})", server)
    else:
        expected = _expected(Mapped(own.column, own.expression, None), own.expression.over(row), server)
    return f"(CAST({held} AS BINARY) <=> CAST({expected} AS BINARY))"


def _is_computed(mapped: Mapped) -> bool:
    """Whether a text isn't the source's column, converted at most. ENUM and SET are computed from their names."""
    if mapped.source is None or mapped.expression != of_column(mapped.source.name):
        return True
    return mapped.target.kind in _CHOICES and not _is_of_one_type(mapped.source, mapped.target)


def _is_of_one_type(source: Column, target: Column) -> bool:
    return (source.type, source.collation) == (target.type, target.collation)


def _canonical(column: Column, value: str, server: Server) -> str:
    """A stored value as comparable text or number."""
    if has_empty_member(column):
        return f"CAST({value} AS UNSIGNED)"
    if column.is_text or column.kind in _CHOICES:
        return _member(column, value, _as_utf8mb4(column, value))
    if column.kind == "bit":
        return f"CAST({value} AS UNSIGNED)"
    if column.kind == "year":
        return f"({value} + 0)"  # which has 0000 as text
    if column.kind in _FLOATS:
        return f"CAST({value} AS DOUBLE)"  # FLOAT as text has six digits only
    if column.is_geometry or column.kind == "vector":
        return f"HEX({value})"
    if column.kind == "json" and not server.is_mariadb:
        return _typed_json(value)
    if column.kind in _ADDRESSES:
        return f"CAST({value} AS CHAR)"
    if "zerofill" in column.type:
        return f"({value} + 0)"
    return value


def _expected(mapped: Mapped, value: str, server: Server) -> str:
    """What the server makes of a value when it stores it in the target column."""
    source, target = mapped.source, mapped.target
    if source is not None and (_is_of_one_type(source, target) or goes_by_number(source, target, mapped.expression)):
        return _canonical(target, value, server)
    if target.is_geometry or target.kind == "vector":
        return _canonical(target, value, server)
    if _keeps_members(mapped):
        return _member(target, value, _as_utf8mb4(source, value) if source else value)
    convert = _CONVERSIONS.get(target.kind)
    if convert is None and target.is_integer:
        convert = _to_integer
    if convert is None and target.is_text:
        convert = _to_text
    if convert is None and target.is_bytes:
        convert = _to_bytes
    return convert(source, target, value) if convert else _canonical(target, value, server)


def _as_utf8mb4(column: Column, value: str) -> str:
    return value if column.charset == "utf8mb4" else f"CONVERT({value} USING utf8mb4)"


def _member(column: Column, value: str, text: str) -> str:
    """A member's text. What an invalid value became reads like the member '' where there is one: it gets another word."""
    if column.kind != "enum" or "" not in column.values:
        return text
    word = "no member"
    while word in column.values:
        word += "!"
    return f"CAST(IF({value} + 0 = 0, {quoting.text(word)}, {text}) AS BINARY)"


def _keeps_members(mapped: Mapped) -> bool:
    """Whether an ENUM becomes one that has all its members, in whatever order: then their texts stay. Looking each up among
    thousands would take minutes.
    """
    source, target = mapped.source, mapped.target
    if source is None or not source.kind == target.kind == "enum" or not mapped.expression.is_column:
        return False
    return frozenset(source.values) <= frozenset(target.values)


Conversion = Callable[[Column | None, Column, str], str]


def _to_integer(source: Column | None, target: Column, value: str) -> str:
    if source is not None and source.is_integer:
        return f"({value} + 0)" if "zerofill" in source.type else value
    if source is not None and source.kind in _CHOICES | {"bit", "year"}:
        return f"({value} + 0)"
    number = value if source is not None and source.kind in _FLOATS else f"CAST({value} AS DECIMAL(65, 30))"
    return f"CAST({number} AS {'UNSIGNED' if target.unsigned else 'SIGNED'})"


def _to_decimal(_: Column | None, target: Column, value: str) -> str:
    precision, scale = (*target.size, 0)[:2] if target.size else (10, 0)
    return f"CAST({value} AS DECIMAL({precision}, {scale}))"


def _to_float(_: Column | None, target: Column, value: str) -> str:
    return f"CAST(CAST({value} AS FLOAT) AS DOUBLE)" if target.kind == "float" else f"CAST({value} AS DOUBLE)"


def _to_text(source: Column | None, target: Column, value: str) -> str:
    if source is not None and source.is_bytes:
        text = f"CONVERT(CONVERT({value} USING {target.charset}) USING utf8mb4)"
    else:
        text = f"CONVERT({value} USING utf8mb4)"
    was_char = source is not None and source.kind == "char"
    return f"TRIM(TRAILING ' ' FROM {text})" if target.kind == "char" and not was_char else text


def _to_bytes(source: Column | None, target: Column, value: str) -> str:
    raw = value if source is not None and source.is_bytes else f"CAST({value} AS BINARY)"
    return f"RPAD({raw}, {target.size[0] if target.size else 1}, x'00')" if target.kind == "binary" else raw


def _to_moment(_: Column | None, target: Column, value: str) -> str:
    kind = "DATETIME" if target.kind == "timestamp" else target.kind.upper()
    fraction = f"({target.size[0]})" if target.size else ""
    return f"CAST({value} AS {kind}{fraction})"


def _to_enum(source: Column | None, target: Column, value: str) -> str:
    values = ", ".join(map(quoting.text, target.values))
    number = value if source is not None and source.is_integer else f"FIELD({value}, {values})"
    return f"COALESCE(ELT({number}, {values}), IF({value} IS NULL, NULL, ''))"


def _to_set(_: Column | None, target: Column, value: str) -> str:
    bits = " + ".join(
        f"(FIND_IN_SET({quoting.text(each)}, {value}) > 0) * {1 << place}" for place, each in enumerate(target.values)
    )
    if has_empty_member(target):
        return f"CAST({bits} AS UNSIGNED)"
    return f"MAKE_SET({bits}, {', '.join(map(quoting.text, target.values))})"


def _to_bit(_: Column | None, _target: Column, value: str) -> str:
    return f"CAST({value} AS UNSIGNED)"


def _to_year(_: Column | None, _target: Column, value: str) -> str:
    return f"({value} + 0)"


def _to_address(_: Column | None, target: Column, value: str) -> str:
    return f"CAST(CAST({value} AS {target.kind.upper()}) AS CHAR)"


def _to_json(source: Column | None, _target: Column, value: str) -> str:
    """Of what was no JSON the server reads the text, of numbers and members too."""
    return _typed_json(f"CAST({value} AS JSON)" if source is None else f"CAST(CAST({value} AS CHAR) AS JSON)")


def _typed_json(value: str) -> str:
    """MySQL: the text, and the types of all that is in it: the numbers 1, and a date and its text, read alike."""
    members = "NESTED PATH '$**.*' COLUMNS (m FOR ORDINALITY, v JSON PATH '$')"
    elements = "NESTED PATH '$**[*]' COLUMNS (n FOR ORDINALITY, w JSON PATH '$')"
    node = "SHA2(CONCAT_WS(',', node.m, JSON_TYPE(node.v), node.n, JSON_TYPE(node.w)), 224)"
    nodes = f"JSON_TABLE({value}, '$' COLUMNS ({members}, {elements})) AS node"
    return f"CONCAT(CAST({value} AS CHAR), JSON_TYPE({value}), (SELECT HEX(BIT_XOR(UNHEX({node}))) FROM {nodes}))"


_CONVERSIONS: dict[str, Conversion] = {
    "decimal": _to_decimal,
    "float": _to_float,
    "double": _to_float,
    **dict.fromkeys(_MOMENTS, _to_moment),
    "enum": _to_enum,
    "set": _to_set,
    "bit": _to_bit,
    "year": _to_year,
    "json": _to_json,
    **dict.fromkeys(_ADDRESSES, _to_address),
}
