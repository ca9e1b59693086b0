"""On which line a key of a TOML text stands, which tomllib doesn't tell."""

from __future__ import annotations

import re
import tomllib
from collections import Counter

_SPACE = re.compile(r"(?:[ \t\r\n]|#[^\n]*)*")
_KEY_PART = re.compile(r"""[ \t]*("(?:\\.|[^"\\\n])*"|'[^'\n]*'|[A-Za-z0-9_-]+)[ \t]*""")
_TOKEN = re.compile(
    r'''"""(?:\\.|[^\\])*?"""(?!")|\'\'\'.*?\'\'\'(?!')'''
    r"""|"(?:\\.|[^"\\\n])*"|'[^'\n]*'|#[^\n]*|.""",
    re.DOTALL,
)

Path = tuple[str, ...]


def key_lines(text: str) -> dict[Path, int]:
    """The first line of each key and table, by its full path; the text has to be valid TOML.

    The tables of an array ``[[shard]]`` have the paths ("shard", "0"), ("shard", "1") and so on.
    """
    found: dict[Path, int] = {}
    arrays: Counter[Path] = Counter()
    table: Path = ()
    at = _after_space(text, 0)
    while at < len(text):
        line = text.count("\n", 0, at) + 1
        if text[at] == "[":
            brackets = 2 if text.startswith("[[", at) else 1
            table, at = _read_key(text, at + brackets)
            at += brackets
            if brackets == 2:
                arrays[table] += 1
                table = (*table, str(arrays[table] - 1))
            path = table
        else:
            key, at = _read_key(text, at)
            path, at = table + key, _after_value(text, at + 1)
        for length in range(1, len(path) + 1):
            found.setdefault(path[:length], line)
        at = _after_space(text, at)
    return found


def line_of(path: Path, lines: dict[Path, int]) -> int | None:
    """The line of a key, or of the nearest table around it."""
    for length in range(len(path), 0, -1):
        if path[:length] in lines:
            return lines[path[:length]]
    return None


def _after_space(text: str, at: int) -> int:
    found = _SPACE.match(text, at)
    return found.end() if found else at


def _read_key(text: str, at: int) -> tuple[Path, int]:
    parts = []
    while (found := _KEY_PART.match(text, at)) is not None:
        parts.append(_unquoted(found[1]))
        at = found.end()
        if text[at : at + 1] != ".":
            break
        at += 1
    return tuple(parts), at


def _unquoted(part: str) -> str:
    return str(tomllib.loads(f"key = {part}")["key"]) if part[0] in "\"'" else part


def _after_value(text: str, at: int) -> int:
    depth = 0
    for token in _TOKEN.finditer(text, at):
        depth += {"[": 1, "{": 1, "]": -1, "}": -1}.get(token[0], 0)
        if token[0] == "\n" and depth == 0:
            return token.end()
    return len(text)
