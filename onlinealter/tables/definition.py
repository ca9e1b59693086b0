"""A table's definition taken apart: columns, indexes, CHECKs and options, as SHOW CREATE TABLE writes them."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

_NAME = r"`((?:[^`]|``)+)`"
_COLUMN = re.compile(rf"^{_NAME} ")
_INDEX = re.compile(rf"^(PRIMARY |UNIQUE |FULLTEXT |SPATIAL |VECTOR )?KEY (?:{_NAME} )?")
_CHECK = re.compile(rf"^CONSTRAINT {_NAME} (CHECK \(.*)$")
_KEY = re.compile(r"^CONSTRAINT .* FOREIGN KEY ")
_OPTION = re.compile(r"((?:DEFAULT )?[A-Z_]+|`[^`]+`)=('(?:[^'\\]|''|\\.)*'|[^ ]+)")
_COUNTER = "AUTO_INCREMENT"
_UNSEEN = (" /*!80000 INVISIBLE */", " IGNORED")


@dataclass(frozen=True)
class IndexText:
    """An index: what SHOW CREATE TABLE writes; ``what`` is that without its name and whether it is visible."""

    name: str
    text: str
    kind: str
    what: str
    hidden: bool

    @property
    def unique(self) -> bool:
        return self.kind in ("PRIMARY", "UNIQUE")


@dataclass(frozen=True)
class Definition:
    """Two tables of equal definitions are alike: neither the order of indexes counts, nor the names of CHECKs (MySQL changes
    them with the table's), nor where AUTO_INCREMENT is. ``rest`` is what has no name here, partitions among it.
    """

    columns: tuple[tuple[str, str], ...]
    indexes: Mapping[str, IndexText]
    checks: tuple[str, ...]
    keys: frozenset[str]
    options: Mapping[str, str]
    rest: tuple[str, ...]
    check_names: Mapping[str, str] = field(default_factory=dict, compare=False)

    def column(self, name: str) -> str | None:
        """The text of a column, its name included."""
        return next((text for known, text in self.columns if known.lower() == name.lower()), None)

    @property
    def without_keys(self) -> tuple[object, ...]:
        """What an empty copy by LIKE has of it: foreign keys stay behind."""
        return (self.columns, self.indexes, self.checks, self.options, self.rest)


def take_apart(text: str) -> Definition:
    """A definition from SHOW CREATE TABLE's text, or from what :class:`TableFacts` calls the definition."""
    lines = text[text.index("(\n") + 2 :].split("\n")
    end = next(number for number, line in enumerate(lines) if line.startswith(")"))
    columns, indexes, checks = list[tuple[str, str]](), dict[str, IndexText](), dict[str, str]()
    keys, rest = set[str](), [line for line in lines[end + 1 :] if line.strip()]
    for line in (each.strip().removesuffix(",") for each in lines[:end]):
        if found := _COLUMN.match(line):
            columns.append((_unquoted(found[1]), line))
        elif found := _INDEX.match(line):
            index = _index(found, line)
            indexes[index.name] = index
        elif found := _CHECK.match(line):
            checks[_unquoted(found[1])] = found[2]
        elif _KEY.match(line):
            keys.add(line)
        else:
            rest.append(line)
    options = {name: value for name, value in _OPTION.findall(lines[end]) if name != _COUNTER}
    texts = tuple(sorted(checks.values()))
    return Definition(tuple(columns), indexes, texts, frozenset(keys), options, tuple(rest), checks)


def moved_columns(before: Sequence[str], now: Sequence[str]) -> frozenset[str]:
    """Those of ``now`` that stand elsewhere among the columns of ``before``, as few as explain the order."""
    places = {name: place for place, name in enumerate(before)}
    ends, chains = list[int](), list[tuple[str, ...]]()
    for name in now:
        length = bisect_left(ends, places[name])
        chain = (*(chains[length - 1] if length else ()), name)
        ends[length : length + 1], chains[length : length + 1] = [places[name]], [chain]
    return frozenset(now) - frozenset(chains[-1] if chains else ())


def _index(found: re.Match[str], line: str) -> IndexText:
    kind, what = (found[1] or "").strip(), line[found.end() :]
    hidden = any(mark in what for mark in _UNSEEN)
    for mark in _UNSEEN:
        what = what.replace(mark, "")
    return IndexText(_unquoted(found[2] or "PRIMARY"), line, kind, f"{kind} {what}", hidden)


def _unquoted(name: str) -> str:
    return name.replace("``", "`")
