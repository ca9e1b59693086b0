"""Columns of the shadow whose values come from no column of the original, and what they hold until the swap.

A new column holds its default in every row: the application can't write to it yet, and triggers leave it alone. A generated
column holds what its expression makes of the row. Both can be told from the shadow's row alone.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from onlinealter.tables.column_map import ColumnMap, Mapped
from onlinealter.tables.expression import Expression, parse
from onlinealter.tables.facts import Column, TableFacts

_TEXT = r"'(?:[^'\\]|''|\\.)*'"
_LITERAL = re.compile(rf"(?:{_TEXT}|NULL\b|[-+]?[\d.]+|0x[0-9A-Fa-f]+|[bx]{_TEXT})(?!\w|\()", re.IGNORECASE)
_QUOTED = re.compile(rf"{_TEXT}|`(?:[^`]|``)*`", re.DOTALL)
_WORD = re.compile(r"[A-Za-z_]\w*")
# What means the same in every session, each time it is computed; of anything else nothing is said.
_FIXED = frozenset(
    {
        "ABS", "AND", "AS", "ASCII", "BIGINT", "BINARY", "BIT_LENGTH", "CASE", "CAST", "CEIL", "CEILING", "CHAR",
        "CHARACTER", "CHARSET", "CHAR_LENGTH", "COALESCE", "COLLATE", "CONCAT", "CONCAT_WS", "CRC32", "DECIMAL", "ELSE",
        "END", "FALSE", "FLOOR", "GREATEST", "HEX", "IF", "IFNULL", "IN", "INET6_ATON", "INET_ATON", "INT", "INTEGER",
        "IS", "JSON", "JSON_ARRAY", "JSON_EXTRACT", "JSON_OBJECT", "JSON_UNQUOTE", "JSON_VALID", "LEAST", "LEFT",
        "LENGTH", "LOWER", "LPAD", "LTRIM", "MD5", "MOD", "NOT", "NULL", "NULLIF", "OR", "POINT", "REPEAT", "REPLACE",
        "REVERSE", "RIGHT", "ROUND", "RPAD", "RTRIM", "SET", "SHA1", "SHA2", "SIGNED", "SUBSTR", "SUBSTRING",
        "SUBSTRING_INDEX", "THEN", "TRIM", "TRUE", "TRUNCATE", "UCASE", "LCASE", "UNHEX", "UNSIGNED", "UPPER",
        "UTF8MB4", "LATIN1", "WHEN", "ST_GEOMFROMTEXT", "ST_GEOMETRYFROMTEXT",
    }
)  # fmt: skip
# What may be computed otherwise in another session: what the application's sessions stored isn't compared with ours.
_OF_SESSION = frozenset(
    {
        "AES_DECRYPT", "AES_ENCRYPT", "DATE_FORMAT", "DAYNAME", "FROM_UNIXTIME", "MONTHNAME", "TIME_FORMAT",
        "UNIX_TIMESTAMP", "WEEK",
    }
)  # fmt: skip
_GENERATED = re.compile(r" GENERATED ALWAYS AS \((?P<expression>.*)\) (?:STORED|VIRTUAL|PERSISTENT)\b")


@dataclass(frozen=True)
class OwnValue:
    """What a column of the shadow holds: an expression over the shadow's row, or its literal default where that is None."""

    column: Column
    expression: Expression | None


@dataclass(frozen=True)
class OwnValues:
    """What can be told, and the columns of which nothing can."""

    told: tuple[OwnValue, ...] = ()
    untold: tuple[Column, ...] = ()


def own_values(shadow: TableFacts, forward: ColumnMap) -> OwnValues:
    """What the shadow's new and generated columns hold until the swap."""
    told, untold = [OwnValue(each.target, each.expression) for each in forward.columns if each.filled], list[Column]()
    names = [column.name for column in shadow.columns]
    for column in (*forward.unmapped, *(each for each in shadow.columns if _is_stored(each))):
        expression = _generated(shadow, column) if column.generated else _default(shadow, column)
        if expression is None and not column.generated:
            told.append(OwnValue(column, None))
        elif expression is not None and _is_fixed(expression):
            told.append(OwnValue(column, parse(expression, names)))
        else:
            untold.append(column)
    return OwnValues(tuple(told), tuple(untold))


def generated_alike(original: TableFacts, shadow: TableFacts, forward: ColumnMap) -> tuple[Mapped, ...]:
    """Generated columns that both tables compute alike, from columns that came over as they are."""
    found = []
    for column in shadow.columns:
        old = original.column(column.name)
        if (
            old is None
            or not (column.generated and old.generated)
            or (old.type, old.collation) != (column.type, column.collation)
        ):
            continue
        expression = _generated(shadow, column)
        if expression is None or expression != _generated(original, old):
            continue
        inputs = parse(expression, [each.name for each in shadow.columns]).columns
        if not depends_on_session(expression) and all(_stays(forward, name) for name in inputs):
            found.append(Mapped(column, Expression(("", old.name, "")), old))
    return tuple(found)


def formula_of(table: TableFacts, column: Column) -> Expression | None:
    """What a generated column is computed from; None of others."""
    expression = _generated(table, column) if column.generated else None
    return None if expression is None else parse(expression, [each.name for each in table.columns])


def is_unchanged(mapped: Mapped) -> bool:
    """Whether a column has the same value in both tables, for all that is computed from it."""
    source, target = mapped.source, mapped.target
    if source is None or not mapped.expression.is_column or source.kind == "timestamp":
        return False  # a TIMESTAMP is read in the time zone of whoever wrote the row
    return (source.type, source.collation) == (target.type, target.collation)


def _stays(forward: ColumnMap, name: str) -> bool:
    mapped = forward.of_source(name)
    return mapped is not None and is_unchanged(mapped) and name.lower() == mapped.target.name.lower()


def _is_stored(column: Column) -> bool:
    extra = column.extra.upper()
    return column.generated and ("STORED" in extra or "PERSISTENT" in extra)


def _default(shadow: TableFacts, column: Column) -> str | None:
    """The default's expression; None where it is a literal."""
    line = _line(shadow, column)
    match = re.match(rf"(?:{_TEXT}|[^'])*? DEFAULT (?P<default>.*)$", line)
    if match is None:
        return "NULL"
    return None if _LITERAL.match(match["default"]) else _balanced(match["default"])


def _generated(table: TableFacts, column: Column) -> str | None:
    match = _GENERATED.search(_line(table, column))
    return match["expression"] if match else None


def _line(table: TableFacts, column: Column) -> str:
    """The column's line, without its name and its comment."""
    begin = f"  `{column.name.replace('`', '``')}` "
    found = next((line for line in table.create_statement.splitlines() if line.startswith(begin)), "")
    return re.sub(rf" COMMENT {_TEXT},?$", "", found.removeprefix(begin).removesuffix(","))


def _balanced(text: str) -> str:
    """The expression at the text's beginning: in brackets, or a function's call, or a word."""
    depth, quoted = 0, [match.span() for match in _QUOTED.finditer(text)]
    for place, sign in enumerate(text):
        if any(low <= place < high for low, high in quoted):
            continue
        depth += (sign == "(") - (sign == ")")
        if depth == 0 and (sign == ")" or sign == " "):
            return text[: place + 1].strip()
    return text


def _is_fixed(expression: str) -> bool:
    bare = _QUOTED.sub(" ", expression)
    return not {"@", "/"} & set(bare) and all(word in _FIXED or word.startswith("_") for word in _words(bare))


def depends_on_session(expression: str) -> bool:
    """Whether it may come to something else in another session."""
    bare = _QUOTED.sub(" ", expression)
    return "/" in bare or not _OF_SESSION.isdisjoint(_words(bare))


def _words(bare: str) -> list[str]:
    return [word.upper() for word in _WORD.findall(bare)]
