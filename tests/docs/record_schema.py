"""The JSON schemas of what commands write into files, made from the classes that it is written from and read into."""

from __future__ import annotations

import json
import types
from collections.abc import Mapping
from dataclasses import MISSING, fields
from enum import Enum
from typing import Any, get_args, get_origin, get_type_hints

from onlinealter.model import estimate, rehearsal, run_report, traffic

_SIMPLE = {str: "string", int: "integer", float: "number", bool: "boolean"}


def rehearsal_page() -> str:
    """Of a rehearsal's record."""
    title = "The record of a rehearsal, as `online-alter dry-run -o FILE.json` writes it"
    return _page(rehearsal.Rehearsed, title, "rehearsed", rehearsal.FORMAT)


def run_page() -> str:
    """Of a run's record."""
    title = "The record of a run, as `online-alter report --json` writes it"
    return _page(run_report.ReportedRun, title, "reported", run_report.FORMAT)


def traffic_page() -> str:
    """Of a table's traffic."""
    title = "What an application does to a table, as `online-alter profile -o FILE.json` writes it"
    return _page(traffic.Traffic, title, "profiled", traffic.FORMAT)


def estimate_page() -> str:
    """Of an estimate."""
    title = "What an alteration is expected to take, as `online-alter check PLAN` writes it into PLAN.estimate.json"
    return _page(estimate.Estimate, title, "estimated", estimate.FORMAT)


def _page(kind: Any, title: str, event: str, number: int) -> str:  # a dataclass
    """The schema. Members that it doesn't name may be there: a reader passes over them."""
    definitions: dict[str, object] = {}
    root = _object(kind, definitions)
    first = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": title,
        "description": "Times are in seconds.",
    }
    members: Any = {"event": {"const": event}, "format": {"const": number}} | root["properties"]
    schema = first | root | {"properties": members, "required": ["event", "format", *root["required"]]}
    return json.dumps(schema | {"$defs": definitions}, indent=2, ensure_ascii=False) + "\n"


def _object(kind: Any, definitions: dict[str, object]) -> dict[str, Any]:  # a dataclass
    hints = get_type_hints(kind)
    return {
        "type": "object",
        "description": " ".join((kind.__doc__ or "").split()),
        "properties": {each.name: _schema(hints[each.name], definitions) for each in fields(kind)},
        "required": [each.name for each in fields(kind) if each.default is MISSING and each.default_factory is MISSING],
    }


def _schema(kind: Any, definitions: dict[str, object]) -> dict[str, Any]:
    origin, arguments = get_origin(kind), get_args(kind)
    if origin is types.UnionType:
        return {"anyOf": [_schema(arguments[0], definitions), {"type": "null"}]}
    if origin is tuple:
        return {"type": "array", "items": _schema(arguments[0], definitions)}
    if origin is Mapping:
        return {"type": "object", "additionalProperties": _schema(arguments[1], definitions)}
    if kind in _SIMPLE:
        return {"type": _SIMPLE[kind]}
    if kind.__name__ not in definitions:
        definitions[kind.__name__] = None  # its place, before those of what it is made of
        named = [str(each.value) for each in kind] if issubclass(kind, Enum) else []
        definitions[kind.__name__] = {"enum": named} if named else _object(kind, definitions)
    return {"$ref": f"#/$defs/{kind.__name__}"}
