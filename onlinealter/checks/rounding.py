"""Changes of type in which the server would lose a part of the value without an error."""

from __future__ import annotations

from onlinealter.checks.check import ChangeInput, refusal
from onlinealter.model.findings import Finding
from onlinealter.tables.facts import Column

NAME = "rounding"
_MOMENTS = frozenset({"datetime", "timestamp"})
_FRACTIONS = frozenset({"decimal", "float", "double"})


def check(given: ChangeInput) -> list[Finding]:
    """Fewer decimals, fewer digits, no time of day: refused unless the plan allows it by column."""
    found = []
    for each in given.forward.columns:
        lost = _lost(each.source, each.target) if each.source else ""
        allowed = f"round:{each.target.name}"
        if lost and allowed not in given.plan.allow:
            found.append(
                refusal(
                    NAME,
                    f"column {each.target.name}: {lost} would be lost without an error",
                    f'Choose a wider type, or say allow = ["{allowed}"] in the plan.',
                )
            )
    return found


def _lost(source: Column, target: Column) -> str:
    if source.kind == "decimal" and target.kind == "decimal" and _scale(target) < _scale(source):
        return f"decimals beyond {_scale(target)}"
    if source.kind in _FRACTIONS and (target.is_integer or target.kind == "year"):
        return "the fraction"
    if source.kind in ("double", "decimal") and target.kind == "float":
        return "digits beyond the seventh"
    if source.kind == "float" and target.is_text:
        return "digits beyond the sixth"
    if source.kind == "bigint" and target.kind in ("float", "double"):
        return "digits beyond what the type holds"
    if source.kind in _MOMENTS | {"time"} and target.kind in _MOMENTS | {"time"} and _digits(target) < _digits(source):
        return f"fractions of a second beyond {_digits(target)} digits"
    if source.kind in _MOMENTS and target.kind == "date":
        return "the time of day"
    if source.kind in _MOMENTS and target.kind == "time":
        return "the date"
    return ""


def _scale(column: Column) -> int:
    return column.size[1] if len(column.size) > 1 else 0


def _digits(column: Column) -> int:
    return column.size[0] if column.size else 0
