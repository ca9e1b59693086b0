"""The ALTER that gives a table its former definition back, from both definitions as the server writes them.

It is only text: whether it does so, and what that takes, is tried on a copy before anything else.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from onlinealter.sql import quoting
from onlinealter.tables.definition import Definition, IndexText, moved_columns

_CHARSET = ("DEFAULT CHARSET", "COLLATE")
# What an option is where SHOW CREATE TABLE doesn't write it; of the others the word DEFAULT says so.
_UNWRITTEN = {"COMMENT": "''", "MIN_ROWS": "0", "MAX_ROWS": "0", "AVG_ROW_LENGTH": "0", "KEY_BLOCK_SIZE": "0"}


def inverse_alter(before: Definition, after: Definition, living: Mapping[str, str], *, mariadb: bool) -> str:
    """The clauses that lead from ``after`` to ``before``; empty where both are alike. ``living`` has, for each column that
    was there before, its name now in lower case and its former name. Foreign keys and partitions are left alone.
    """
    own = {name.lower(): name for name, _ in after.columns}
    names = {own[now]: first for now, first in living.items() if now in own and before.column(first) is not None}
    clauses = [
        *_columns(before, after, names),
        *_indexes(before, after, names, mariadb=mariadb),
        *_checks(before, after),
        *_options(before.options, after.options),
    ]
    return ", ".join(clauses)


def under_former_names(text: str, names: Mapping[str, str]) -> str:
    """The text of an index with its columns called as they were."""

    def former(found: re.Match[str]) -> str:
        name = names.get(found[1].replace("``", "`"))
        return found[0] if name is None else quoting.name(name)

    return re.sub(r"`((?:[^`]|``)+)`", former, text)


def _columns(before: Definition, after: Definition, names: Mapping[str, str]) -> Iterator[str]:
    yield from (f"DROP COLUMN {quoting.name(name)}" for name, _ in after.columns if name not in names)
    now, previous = {first: name for name, first in names.items()}, ""
    moved = moved_columns([name for name, _ in before.columns], [names[name] for name, _ in after.columns if name in names])
    for name, text in before.columns:
        where = f" AFTER {quoting.name(previous)}" if previous else " FIRST"
        if name not in now:
            yield f"ADD COLUMN {text}{where}"
        elif name in moved or after.column(now[name]) != text:
            yield f"CHANGE COLUMN {quoting.name(now[name])} {text}{where if name in moved else ''}"
        previous = name


def _indexes(before: Definition, after: Definition, names: Mapping[str, str], *, mariadb: bool) -> Iterator[str]:
    left, adds = dict(before.indexes), list[IndexText]()
    for name, index in after.indexes.items():
        what, old = under_former_names(index.what, names), left.pop(name, None)
        if old is not None and old.what != what:
            yield _drop(name)
            adds.append(old)
        elif old is not None and old.hidden != index.hidden:
            yield f"ALTER INDEX {quoting.name(name)} {_visibility(old, mariadb=mariadb)}"
        elif old is None:
            twin = next((each for each in left.values() if _is_renamed(each, what, index, after)), None)
            yield f"RENAME INDEX {quoting.name(name)} TO {quoting.name(twin.name)}" if twin else _drop(name)
            if twin is not None:
                del left[twin.name]
    yield from (f"ADD {index.text}" for index in (*adds, *left.values()))


def _is_renamed(former: IndexText, what: str, index: IndexText, after: Definition) -> bool:
    return former.name not in after.indexes and (former.what, former.hidden) == (what, index.hidden)


def _drop(name: str) -> str:
    return "DROP PRIMARY KEY" if name == "PRIMARY" else f"DROP INDEX {quoting.name(name)}"


def _visibility(index: IndexText, *, mariadb: bool) -> str:
    if mariadb:
        return "IGNORED" if index.hidden else "NOT IGNORED"
    return "INVISIBLE" if index.hidden else "VISIBLE"


def _checks(before: Definition, after: Definition) -> Iterator[str]:
    left = list(before.checks)
    for name, text in after.check_names.items():
        if text in left:
            left.remove(text)
        else:
            yield f"DROP CONSTRAINT {quoting.name(name)}"
    yield from (f"ADD {text}" for text in left)


def _options(before: Mapping[str, str], after: Mapping[str, str]) -> Iterator[str]:
    if any(before.get(name) != after.get(name) for name in _CHARSET):
        yield " ".join(f"{name}={before[name]}" for name in _CHARSET if name in before)
    for name in dict.fromkeys((*before, *after)):
        if name not in _CHARSET and before.get(name) != after.get(name):
            yield f"{name}={before.get(name, _UNWRITTEN.get(name, 'DEFAULT'))}"
