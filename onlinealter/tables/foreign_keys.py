"""Foreign keys as SHOW CREATE TABLE writes them: read, written down again, and known apart from their names."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from onlinealter.model.errors import Changed
from onlinealter.sql import quoting

_NAME = r"`((?:[^`]|``)+)`"
_NAMES = r"\(((?:`(?:[^`]|``)+`(?:, )?)+)\)"
_LINE = re.compile(
    rf"^  CONSTRAINT {_NAME} FOREIGN KEY {_NAMES} REFERENCES (?:(?:{_NAME}\.)?{_NAME} )?{_NAMES}(.*?),?$", re.MULTILINE
)
_ANY_LINE = re.compile(r"^  CONSTRAINT .* FOREIGN KEY ")
_GENERATED = "_ibfk_"
_RULES = re.compile(
    "(?: (?:MATCH (?:FULL|PARTIAL|SIMPLE)|ON (?:DELETE|UPDATE) (?:CASCADE|SET NULL|SET DEFAULT|RESTRICT|NO ACTION)))*"
)


@dataclass(frozen=True)
class ForeignKey:
    """A foreign key; an empty ``table`` is the table that the key is on. ``rules`` is the text behind the columns.

    A name that the server made holds the table's, and follows it through every RENAME; here it stands without the table's.
    """

    name: str
    columns: tuple[str, ...]
    schema: str
    table: str
    referenced: tuple[str, ...]
    rules: str = ""

    @property
    def generated(self) -> bool:
        """Whether the server made its name."""
        return self.name.startswith(_GENERATED)

    @property
    def what(self) -> tuple[object, ...]:
        """All but the name."""
        return (self.columns, self.schema, self.table, self.referenced, self.rules)

    @property
    def acts(self) -> bool:
        """Whether a change of the parent changes rows here, which fires no trigger."""
        return " CASCADE" in self.rules or " SET " in self.rules

    @property
    def acts_on_update(self) -> bool:
        """Whether a change of the parent's key does."""
        return "ON UPDATE CASCADE" in self.rules or "ON UPDATE SET " in self.rules

    @property
    def clears(self) -> bool:
        """Whether the end or a change of the parent makes columns NULL here."""
        return "ON DELETE SET NULL" in self.rules or "ON UPDATE SET NULL" in self.rules

    @property
    def deletes(self) -> bool:
        """Whether the end of the parent ends rows here."""
        return "ON DELETE CASCADE" in self.rules

    def name_on(self, table: str) -> str:
        return f"{table}{self.name}" if self.generated else self.name

    def definition(self, name: str, schema: str, table: str) -> str:
        """The clause that makes it, under a name, on a table. Raises Changed where the rules are none: a definition also
        comes from the journal, where others may write.
        """
        if not are_rules(self.rules):
            raise Changed(
                f"the foreign key {self.name} of {schema}.{table} would get other words than rules: {self.rules[:80]!r}",
                remedy="Somebody changed the journal. Give the run up: online-alter abort (after the cutover: cleanup).",
            )
        parent = quoting.table_name(self.schema or schema, self.table or table)
        return (
            f"CONSTRAINT {quoting.name(name)} FOREIGN KEY ({quoting.names(self.columns)})"
            f" REFERENCES {parent} ({quoting.names(self.referenced)}){self.rules}"
        )

    def mapped(self, columns: Mapping[str, str]) -> ForeignKey | None:
        """The same with its columns under their other names (by the old one in lower case); None where one is missing."""
        own = self.columns + (() if self.table else self.referenced)
        if any(name.lower() not in columns for name in own):
            return None
        referenced = self.referenced if self.table else tuple(columns[name.lower()] for name in self.referenced)
        return replace(self, columns=tuple(columns[name.lower()] for name in self.columns), referenced=referenced)


def are_rules(text: str) -> bool:
    """Whether the text is what may stand behind a key's columns, and nothing more."""
    return _RULES.fullmatch(text) is not None


def keys_in(definition: str, table: str = "") -> tuple[ForeignKey, ...]:
    """The foreign keys of a table's definition. With the table's name given, the text is as the server wrote it."""
    return tuple(_key(match, table) for match in _LINE.finditer(definition))


def actual_names(create_statement: str, table: str) -> dict[str, ForeignKey]:
    """The foreign keys by the names that they have on the server now."""
    return {_unquoted(match[1]): _key(match, table) for match in _LINE.finditer(create_statement)}


def indexes_made_for(definition: str, keys: Iterable[ForeignKey]) -> tuple[str, ...]:
    """The indexes over just the columns of one of these keys: the server may have made them for it."""
    lists = {quoting.names(key.columns).replace(", ", ",") for key in keys}
    found = re.finditer(rf"^  KEY {_NAME} \((.*?)\)(?: USING BTREE)?,?$", definition, re.MULTILINE)
    return tuple(_unquoted(match[1]) for match in found if match[2] in lists)


def independent(body: str, table: str) -> str:
    """A definition in which neither the table's name nor the order shows in its foreign keys."""
    body = body.replace(f"CONSTRAINT {quoting.name(table)[:-1]}{_GENERATED}", f"CONSTRAINT `{_GENERATED}")
    return in_order(body.replace(f") REFERENCES {quoting.name(table)} (", ") REFERENCES ("))


def in_order(body: str, kind: re.Pattern[str] = _ANY_LINE) -> str:
    """A definition with its foreign keys, or other lines of a kind, in the order of their names, as servers list them."""
    lines = body.split("\n")
    places = [number for number, line in enumerate(lines) if kind.match(line)]
    texts = sorted(lines[place].removesuffix(",") for place in places)
    for place, text in zip(places, texts, strict=True):
        lines[place] = text + ("," if lines[place].endswith(",") else "")
    return "\n".join(lines)


def renamed(definition: str, names: Mapping[str, str]) -> str:
    """A definition with other names for its foreign keys."""

    def under_new_name(match: re.Match[str]) -> str:
        name = _unquoted(match[1])
        return match[0].replace(quoting.name(name), quoting.name(names.get(name, name)), 1)

    return in_order(_LINE.sub(under_new_name, definition))


def without_keys(definition: str) -> str:
    """A definition without its foreign keys."""
    lines = [line for line in definition.split("\n") if not _ANY_LINE.match(line)]
    return re.sub(r",\n\)", "\n)", "\n".join(lines))


def _key(match: re.Match[str], table: str) -> ForeignKey:
    name, columns, schema, parent, referenced, rules = match.groups()
    name, parent = _unquoted(name), _unquoted(parent or "")
    if table and name.startswith(f"{table}{_GENERATED}"):
        name = name[len(table) :]
    itself = parent == table and not schema
    return ForeignKey(name, _split(columns), _unquoted(schema or ""), "" if itself else parent, _split(referenced), rules)


def _split(names: str) -> tuple[str, ...]:
    return tuple(_unquoted(name) for name in re.findall(_NAME, names))


def _unquoted(name: str) -> str:
    return name.replace("``", "`")
