"""What a change of type can do to a value: where it would be lost, what stands for it if that is allowed, and how a loss
that the server makes without an error is turned into one.

``{v}`` in a text is the value. These are the rules for counting and naming; whether a row fits is in the end the server's
word (checks/search.py tries every row on a temporary table).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from onlinealter.sql import quoting
from onlinealter.tables.empty_members import NUMBER_OF_SET, has_empty_member, keeps_numbers
from onlinealter.tables.expression import Expression, over_column
from onlinealter.tables.facts import Column


class LossKind(StrEnum):
    """How a value is lost. The first six may be allowed by column."""

    TRUNCATE = "truncate"
    RANGE = "range"
    ROUND = "round"
    NULL = "null"
    CHARSET = "charset"
    VALUE = "value"
    NUMBER = "number"
    DATE = "date"
    JSON = "json"
    SPATIAL = "spatial"


ALLOWABLE = (LossKind.TRUNCATE, LossKind.RANGE, LossKind.ROUND, LossKind.NULL, LossKind.CHARSET, LossKind.VALUE)
_ORDER = (LossKind.VALUE, LossKind.CHARSET, LossKind.TRUNCATE, LossKind.RANGE, LossKind.ROUND, LossKind.NULL)


@dataclass(frozen=True)
class Loss:
    """One way in which values of a column would be lost.

    ``condition`` tells the rows; ``instead`` is what the server's own ALTER makes of the value outside of strict mode, empty
    where nothing can be said for sure; ``refused`` is a value that the column refuses, for a loss that the server makes
    ``silently``; without it, such a change is refused by its type alone.
    """

    kind: LossKind
    what: str
    condition: str
    instead: str = ""
    silent: bool = False
    refused: str = ""
    only_mysql: bool = False


_MOMENTS = frozenset({"datetime", "timestamp"})
_FRACTIONS = frozenset({"decimal", "float", "double"})
_NUMBER = "'^[+-]?([0-9]+[.]?[0-9]*|[.][0-9]+)([eE][+-]?[0-9]+)?$'"
_BEYOND = "9" * 35
_NO_MOMENT = "'no such moment'"
_BITS = {"tinyint": 8, "smallint": 16, "mediumint": 24, "int": 32, "bigint": 64}
_BYTES = {"tiny": 255, "": 65_535, "medium": 16_777_215, "long": 4_294_967_295}
_UNICODE = frozenset({"utf8mb4", "utf16", "utf16le", "utf32"})
_ZERO = {
    "date": "'0000-00-00'",
    "datetime": "'0000-00-00 00:00:00'",
    "timestamp": "'0000-00-00 00:00:00'",
    "time": "'00:00:00'",
    "json": "'null'",
    "uuid": "'00000000-0000-0000-0000-000000000000'",
    "inet6": "'::'",
    "inet4": "'0.0.0.0'",
}


def losses(source: Column, target: Column) -> tuple[Loss, ...]:
    """Every way in which a value of ``source`` may be lost in ``target``; none where it surely fits."""
    found = [*_null(source, target)]
    if (source.type, source.collation) != (target.type, target.collation):
        found += _of_value(source, target)
    return tuple(found)


def surely_fits(source: Column, target: Column) -> bool:
    """Whether no value of one column can be refused or changed by the other, as far as the types tell."""
    if losses(source, target):
        return False
    if (source.type, source.collation) == (target.type, target.collation):
        return True
    text = source.is_text and target.is_text
    number = (source.is_integer or source.kind == "decimal") and (target.is_integer or target.kind == "decimal")
    return text or number or (source.is_bytes and target.is_bytes) or {source.kind, target.kind} <= {"enum"}


def conversion_of(source: Column, target: Column, allow: tuple[str, ...] = (), *, back: bool = False) -> Expression:
    """What goes into the target: the value; what the plan allows to become of it; and where the server would lose something
    without an error, something that it refuses instead. On the way ``back`` blanks at the end of a text may be lost.
    """
    found = losses(source, target)
    by_number = keeps_numbers(source, target, back=back)
    value = NUMBER_OF_SET if by_number else "CAST({v} AS CHAR)" if _is_written(source, target) else "{v}"
    for kind in _ORDER:
        for each in found:
            if each.kind is kind and each.instead and f"{kind}:{target.name}" in allow:
                value = each.instead.replace("{v}", value)
    for each in found:
        if back and (by_number or each.kind is LossKind.TRUNCATE):
            continue
        if each.silent and each.refused and f"{each.kind}:{target.name}" not in allow:
            value = f"IF({each.condition}, {each.refused}, {value})"
    return over_column(value, source.name)


def implicit_default(column: Column) -> str:
    """What ALTER TABLE fills a new NOT NULL column without a default with; empty where it has nothing."""
    if column.is_integer or column.kind in ("decimal", "float", "double", "bit", "year"):
        return "0"
    if column.kind == "enum":
        return quoting.text(column.values[0])
    if column.is_text or column.is_bytes or column.kind == "set":
        return "''"
    return _ZERO.get(column.kind, "")


def _null(source: Column, target: Column) -> list[Loss]:
    if target.nullable or not source.nullable:
        return []
    # A TIMESTAMP becomes the moment of the ALTER, an ENUM a value that it hasn't, a counter counts.
    plain = not target.auto_increment and target.kind not in ("timestamp", "enum")
    implicit = "0" if keeps_numbers(source, target) else implicit_default(target) if plain else ""
    return [
        Loss(
            LossKind.NULL, "NULL, which the new definition doesn't allow", "{v} IS NULL", _if(implicit, "COALESCE({v}, %s)")
        )
    ]


def _of_value(source: Column, target: Column) -> list[Loss]:
    if target.is_integer or target.kind in ("decimal", "year", "bit"):
        return _to_number(source, target)
    if target.kind in ("float", "double"):
        return _to_float(source, target)
    if target.is_text:
        return [*_too_fine(source), *_charset(source, target), *_too_long(source, target)]
    if target.is_bytes:
        return _too_many_bytes(source, target)
    if target.kind in ("enum", "set"):
        return [*_charset(source, target), *(_to_enum(source, target) if target.kind == "enum" else _to_set(source, target))]
    if target.kind in _MOMENTS | {"date", "time"}:
        return _to_moment(source, target)
    if target.kind == "json":
        what = "text that is no JSON"
        return [Loss(LossKind.JSON, what, "NOT JSON_VALID({v})")] if source.is_text else _too_fine(source)
    if target.is_geometry and target.kind not in ("geometry", source.kind) and source.is_geometry:
        kind = quoting.text(target.kind.upper())
        return [Loss(LossKind.SPATIAL, f"a geometry other than {target.kind}", f"ST_GeometryType({{v}}) <> {kind}")]
    return []


def _to_number(source: Column, target: Column) -> list[Loss]:
    if source.is_text:
        return _from_text(target)
    if not (source.is_integer or source.kind in _FRACTIONS | {"bit", "year"}):
        return []
    if target.kind == "year":
        which = "{v} <> 0 AND {v} NOT BETWEEN 1901 AND 2155"
        return [Loss(LossKind.RANGE, "a number that is no year", which, silent=True, refused="99999")]
    scale = _scale(target)
    low, high = _bounds(target)
    number = "({v} + 0)" if source.kind in ("bit", "year") else "{v}"
    rounded = f"ROUND({number}, {scale})" if source.kind in _FRACTIONS else number
    found = []
    if not _within(source, target):
        clipped = f"LEAST(GREATEST({number}, {low}), {high})" if source.kind != "bit" else f"LEAST({number}, {high})"
        found.append(
            Loss(
                LossKind.RANGE, f"a number out of {target.type}'s range", f"{rounded} NOT BETWEEN {low} AND {high}", clipped
            )
        )
    if source.kind == "double" or (source.kind != "float" and _scale(source) > scale) or (_is_float(source) and not scale):
        what = f"decimals beyond {scale}" if target.kind == "decimal" else "a fraction"
        found.append(
            Loss(LossKind.ROUND, what, f"{{v}} <> ROUND({{v}}, {scale})", f"CAST({{v}} AS {_cast(target)})", True, _BEYOND)
        )
    return found


def _from_text(target: Column) -> list[Loss]:
    found = [Loss(LossKind.NUMBER, "text that is no number", f"TRIM({{v}}) NOT REGEXP {_NUMBER}")]
    if target.is_integer:
        number = "CAST(TRIM({v}) AS DECIMAL(65, 30))"
        broken = f"TRIM({{v}}) REGEXP '[.eE]' AND TRIM({{v}}) REGEXP {_NUMBER} AND {number} <> ROUND({number})"
        found.append(Loss(LossKind.ROUND, "a fraction", broken, silent=True, refused="'not a whole number'"))
    return found


def _to_float(source: Column, target: Column) -> list[Loss]:
    if source.is_text:
        return _from_text(target)
    cast = f"CAST({{v}} AS {target.kind.upper()})"
    if source.kind == "double" and target.kind == "float":
        what = "digits beyond the seventh"
        return [Loss(LossKind.ROUND, what, "{v} <> CAST(CAST({v} AS FLOAT) AS DOUBLE)", cast, True, "1e300")]
    if (source.kind == "decimal" and target.kind == "float") or source.kind == "bigint":
        which = f"{{v}} <> CAST(CAST({cast} AS DOUBLE) AS DECIMAL(65, 30))"
        return [Loss(LossKind.ROUND, "digits beyond what the type holds", which, cast, True)]
    return []


def _is_written(source: Column, target: Column) -> bool:
    """What ALTER TABLE writes of some numbers when they become text, an INSERT … SELECT doesn't."""
    if target.kind == "json":  # MySQL reads the number's text, and an INSERT … SELECT refuses the number
        return source.is_integer or source.kind in _FRACTIONS | {"year"}
    if source.kind == "json" and target.kind in ("enum", "set"):  # else a number would be a member's place
        return True
    becomes_text = target.is_text or target.is_bytes or target.kind in ("enum", "set")
    return becomes_text and (source.kind in ("float", "year") or "zerofill" in source.type)


def _too_fine(source: Column) -> list[Loss]:
    if source.kind != "float":
        return []
    which = "{v} <> CAST(CAST(CAST({v} AS CHAR) AS FLOAT) AS DOUBLE)"
    return [Loss(LossKind.ROUND, "digits beyond the sixth", which, "{v}", silent=True)]


def _charset(source: Column, target: Column) -> list[Loss]:
    what = f"characters that {target.charset} hasn't"
    if source.is_bytes:
        which = f"NOT (CAST(CONVERT({{v}} USING {target.charset}) AS BINARY) <=> {{v}})"
        return [Loss(LossKind.CHARSET, f"bytes that are no {target.charset}", which)]
    same = source.charset == target.charset or {source.charset, target.charset} <= {"utf8", "utf8mb3"}
    narrow = source.charset in ("ascii", "latin1") and target.charset in ("utf8", "utf8mb3", "latin1")
    if source.charset is None or same or target.charset in _UNICODE or (narrow and source.charset != target.charset):
        return []
    there = f"CONVERT({{v}} USING {target.charset})"
    which = f"CAST(CONVERT({there} USING {source.charset}) AS BINARY) <> CAST({{v}} AS BINARY)"
    return [Loss(LossKind.CHARSET, what, which, there if source.is_text else "", only_mysql=True)]


def _too_long(source: Column, target: Column) -> list[Loss]:
    if target.kind not in ("char", "varchar"):
        most = _BYTES[target.kind.removesuffix("text")]
        if _most_bytes(source) <= most:
            return []
        value = "{v}" if source.is_bytes else f"CONVERT({{v}} USING {target.charset})"
        return [Loss(LossKind.TRUNCATE, f"more than {most} bytes", f"LENGTH({value}) > {most}")]
    size = target.size[0] if target.size else 1
    if source.is_text:
        if source.kind in ("char", "varchar") and source.size and source.size[0] <= size:
            return []
        what = f"more than {size} characters"
        if target.kind == "char":  # loses blanks at its end in any case
            return [Loss(LossKind.TRUNCATE, what, f"CHAR_LENGTH(RTRIM({{v}})) > {size}", f"LEFT({{v}}, {size})")]
        which = f"CHAR_LENGTH({{v}}) > {size}"
        # MariaDB cuts blanks off without an error: something that is no blank makes it one.
        return [Loss(LossKind.TRUNCATE, what, which, f"LEFT({{v}}, {size})", True, "CONCAT({v}, 'x')")]
    if source.kind in ("enum", "set") and source.kind == "enum" and all(len(value) <= size for value in source.values):
        return []
    text = f"CONVERT({{v}} USING {target.charset})" if source.is_bytes else "CAST({v} AS CHAR)"
    return [Loss(LossKind.TRUNCATE, f"more than {size} characters", f"CHAR_LENGTH({text}) > {size}")]


def _too_many_bytes(source: Column, target: Column) -> list[Loss]:
    fixed = target.kind in ("binary", "varbinary")
    most = (target.size[0] if target.size else 1) if fixed else _BYTES[target.kind.removesuffix("blob")]
    if _most_bytes(source) <= most or not (source.is_bytes or source.is_text):
        return []
    instead = f"LEFT({{v}}, {most})" if source.is_bytes else ""
    return [Loss(LossKind.TRUNCATE, f"more than {most} bytes", f"LENGTH({{v}}) > {most}", instead)]


def _to_enum(source: Column, target: Column) -> list[Loss]:
    members = ", ".join(map(quoting.text, target.values))
    if source.kind == "enum":
        gone = _gone(source, target)
        listed = ", ".join(map(quoting.text, gone))
        instead = f"IF({{v}} IN ({listed}), 0, {{v}})" if "0" not in target.values else ""
        what = f"a value that is no longer there ({listed})"
        return [Loss(LossKind.VALUE, what, f"{{v}} IN ({listed})", instead, only_mysql=True)] if gone else []
    if source.is_integer:
        return [Loss(LossKind.VALUE, "a number of no value", f"{{v}} NOT BETWEEN 1 AND {len(target.values)}")]
    if source.is_text:
        which = f"CONVERT({{v}} USING {target.charset}) COLLATE {target.collation} NOT IN ({members})"
        # A number as text would count as the value's place.
        return [Loss(LossKind.VALUE, "a value that the ENUM hasn't", which, silent=True, refused="CONCAT('no value ', {v})")]
    return []


def _gone(source: Column, target: Column) -> list[str]:
    there = frozenset(target.values)
    return [value for value in source.values if value not in there]


def _to_set(source: Column, target: Column) -> list[Loss]:
    if source.kind != "set":
        return []
    found, gone = list[Loss](), _gone(source, target)
    there = {value: f"FIND_IN_SET({quoting.text(value)}, {{v}}) > 0" for value in (*source.values, *target.values)}
    if gone:
        which = " OR ".join(there[value] for value in gone)
        kept = ", ".join(f"IF({there[value]}, {quoting.text(value)}, NULL)" for value in target.values)
        what = f"a value that is no longer there ({', '.join(map(quoting.text, gone))})"
        found = [Loss(LossKind.VALUE, what, which, f"IF({{v}} IS NULL, NULL, CONCAT_WS(',', {kept}))")]
    if has_empty_member(source) and not keeps_numbers(source, target):
        which = f"CAST({{v}} AS UNSIGNED) = {1 << source.values.index('')}"
        found.append(Loss(LossKind.VALUE, "the member '' by itself, which becomes no member", which, "{v}", True, "'none,'"))
    return found


def _to_moment(source: Column, target: Column) -> list[Loss]:
    kind = "DATETIME" if target.kind == "timestamp" else target.kind.upper()
    cast = f"CAST({{v}} AS {kind}{f'({target.size[0]})' if target.size else ''})"
    if source.is_text:
        found = []
        if target.kind != "time":
            found.append(Loss(LossKind.DATE, "text that is no date", "CAST({v} AS DATETIME(6)) IS NULL AND {v} IS NOT NULL"))
        if target.kind == "date":
            later = "CAST({v} AS DATETIME(6)) <> CAST({v} AS DATE)"
            found.append(Loss(LossKind.ROUND, "the time of day", later, cast, True, _NO_MOMENT))
        return found
    if source.kind in _MOMENTS and target.kind == "date":
        return [Loss(LossKind.ROUND, "the time of day", "{v} <> CAST({v} AS DATE)", cast, True, _NO_MOMENT)]
    if source.kind in _MOMENTS and target.kind == "time":
        return [Loss(LossKind.ROUND, "the date", "{v} IS NOT NULL", cast, True)]
    digits = target.size[0] if target.size else 0
    if source.kind in _MOMENTS | {"time"} and digits < (source.size[0] if source.size else 0):
        finer = f"MICROSECOND({{v}}) % {10 ** (6 - digits)} <> 0"
        what = f"fractions of a second beyond {digits} digits"
        return [Loss(LossKind.ROUND, what, finer, cast, True, _NO_MOMENT)]
    return []


def _cast(target: Column) -> str:
    if target.kind == "decimal":
        return f"DECIMAL({', '.join(map(str, target.size or (10, 0)))})"
    return "UNSIGNED" if target.unsigned or target.kind in ("bit", "year") else "SIGNED"


def _bounds(column: Column) -> tuple[str, str]:
    if column.kind == "decimal":
        digits, scale = (*column.size, 0)[:2] if column.size else (10, 0)
        high = "9" * (digits - scale) + (f".{'9' * scale}" if scale else "")
        return ("0" if column.unsigned else f"-{high or '0'}"), high if digits > scale else f"0{high}"
    bits = (column.size[0] if column.size else 1) if column.kind == "bit" else _BITS[column.kind]
    if column.unsigned or column.kind == "bit":
        return "0", str(2**bits - 1)
    return str(-(2 ** (bits - 1))), str(2 ** (bits - 1) - 1)


def _within(source: Column, target: Column) -> bool:
    """Whether the target's range has the source's in it, rounding included."""
    if _is_float(source):
        return False
    if source.kind == "year":
        return target.kind != "bit" and float(_bounds(target)[1]) >= 2155
    (low, high), (least, most) = _bounds(source), _bounds(target)
    finer = source.kind == "decimal" and _scale(source) > _scale(target)
    bound = int(float(high)) + 1 if finer else None
    whole_low, whole_high = int(low.split(".")[0]), bound or int(high.split(".")[0])
    if finer and low != "0":
        whole_low = -whole_high
    return int(least.split(".")[0]) <= whole_low and whole_high <= int(most.split(".")[0])


def _most_bytes(column: Column) -> int:
    if column.kind in ("char", "varchar"):
        return (column.size[0] if column.size else 1) * 4
    if column.kind in ("binary", "varbinary"):
        return column.size[0] if column.size else 1
    for word in ("text", "blob"):
        if column.kind.endswith(word):
            return _BYTES[column.kind.removesuffix(word)]
    return 0


def _scale(column: Column) -> int:
    return column.size[1] if column.kind == "decimal" and len(column.size) > 1 else 0


def _is_float(column: Column) -> bool:
    return column.kind in ("float", "double")


def _if(value: str, text: str) -> str:
    return text % value if value else ""
