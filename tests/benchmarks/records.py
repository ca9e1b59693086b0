"""Measurements kept as JSON, so that tables and plots can be made from them at any time."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, fields
from pathlib import Path
from typing import Any, TypeVar

RESULTS = Path(__file__).parent / "results"

Value = TypeVar("Value")


def read_json(path: Path) -> dict[str, Any]:
    """What a file holds; nothing when it is not there yet."""
    if not path.exists():
        return {}
    held = json.loads(path.read_text(encoding="utf-8"))
    if not isinstance(held, dict):
        raise TypeError(f"{path.name} holds no object")
    return held


def write_json(path: Path, held: Mapping[str, Any]) -> None:
    """Put the file in place at once, one measurement a line."""
    path.parent.mkdir(parents=True, exist_ok=True)
    parts = []
    for key, value in held.items():
        if isinstance(value, list):
            lines = ",\n  ".join(json.dumps(each, ensure_ascii=False) for each in value)
            parts.append(f'"{key}": [\n  {lines}\n]' if value else f'"{key}": []')
        else:
            parts.append(f'"{key}": {json.dumps(value, ensure_ascii=False)}')
    aside = path.with_name(f".{path.name}.new")
    aside.write_text("{\n" + ",\n".join(parts) + "\n}\n", encoding="utf-8")
    aside.replace(path)


def as_json(values: Iterable[Any]) -> list[dict[str, Any]]:
    """Dataclasses as JSON keeps them."""
    return [asdict(value) for value in values]


def from_json(kind: type[Value], held: Iterable[Mapping[str, Any]]) -> list[Value]:
    """Dataclasses from what JSON keeps; members of another version are left out."""
    known = {each.name for each in fields(kind)}  # type: ignore[arg-type]
    return [kind(**{name: value for name, value in each.items() if name in known}) for each in held]
