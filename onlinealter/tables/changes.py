"""What tells two definitions of a table apart, change by change."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from onlinealter.tables.definition import Definition, IndexText, moved_columns
from onlinealter.tables.inverse import under_former_names


class Kind(StrEnum):
    """What a change does, in words that stand before a name."""

    ADD_COLUMN = "ADD COLUMN"
    DROP_COLUMN = "DROP COLUMN"
    RENAME_COLUMN = "RENAME COLUMN"
    MODIFY_COLUMN = "MODIFY"
    ADD_INDEX = "ADD INDEX"
    DROP_INDEX = "DROP INDEX"
    RENAME_INDEX = "RENAME INDEX"
    HIDE_INDEX = "ALTER INDEX"
    ADD_CHECK = "ADD CHECK"
    DROP_CHECK = "DROP CHECK"
    OPTION = "table option"
    FOREIGN_KEY = "FOREIGN KEY"
    REST = "partitions"


@dataclass(frozen=True)
class Change:
    """One change: the name as it is now (of what is dropped, as it was), and both texts."""

    kind: Kind
    name: str
    before: str = ""
    after: str = ""
    unique: bool = False

    @property
    def loses(self) -> bool:
        """Whether values go with it that no ALTER brings back."""
        return self.kind is Kind.DROP_COLUMN and " GENERATED ALWAYS AS " not in self.before

    def __str__(self) -> str:
        return f"{self.kind} {self.name}".strip()


def changes_between(before: Definition, after: Definition, living: Mapping[str, str]) -> tuple[Change, ...]:
    """All changes; ``living`` has, for each column that was there before, its name now in lower case and its former one."""
    written = {name.lower(): name for name, _ in before.columns}
    traced = {name: living.get(name.lower(), "").lower() for name, _ in after.columns}
    names = {name: written[first] for name, first in traced.items() if first in written}
    found = [*_columns(before, after, names), *_indexes(before, after, names)]
    old, new = list(before.checks), list(after.checks)
    found += [Change(Kind.ADD_CHECK, text) for text in new if text not in old or new.count(text) > old.count(text)]
    found += [Change(Kind.DROP_CHECK, text) for text in old if text not in new or old.count(text) > new.count(text)]
    found += [
        Change(Kind.OPTION, name, before.options.get(name, ""), after.options.get(name, ""))
        for name in dict.fromkeys((*before.options, *after.options))
        if before.options.get(name) != after.options.get(name)
    ]
    if before.keys != after.keys:
        found.append(Change(Kind.FOREIGN_KEY, ""))
    if before.rest != after.rest:
        found.append(Change(Kind.REST, ""))
    return tuple(found)


def _columns(before: Definition, after: Definition, names: Mapping[str, str]) -> Iterator[Change]:
    kept = {first.lower() for first in names.values()}
    yield from (Change(Kind.DROP_COLUMN, name, text) for name, text in before.columns if name.lower() not in kept)
    moved = moved_columns([name for name, _ in before.columns], [names[name] for name, _ in after.columns if name in names])
    for name, text in after.columns:
        if name not in names:
            yield Change(Kind.ADD_COLUMN, name, "", text)
            continue
        old = before.column(names[name]) or ""
        same = old.split("` ", 1)[1:] == text.split("` ", 1)[1:] and names[name] not in moved
        if not same:
            yield Change(Kind.MODIFY_COLUMN, name, old, text)
        if names[name].lower() != name.lower():
            yield Change(Kind.RENAME_COLUMN, name, old, text)


def _indexes(before: Definition, after: Definition, names: Mapping[str, str]) -> Iterator[Change]:
    gone = {name: index for name, index in before.indexes.items() if name not in after.indexes}
    for name, index in after.indexes.items():
        old, what = before.indexes.get(name), under_former_names(index.what, names)
        if old is None:
            twin = next((each for each in gone.values() if (each.what, each.hidden) == (what, index.hidden)), None)
            if twin is not None:
                del gone[twin.name]
                yield Change(Kind.RENAME_INDEX, name, twin.text, index.text, index.unique)
            else:
                yield _of_index(Kind.ADD_INDEX, index)
        elif old.what != what:
            yield _of_index(Kind.DROP_INDEX, old)
            yield _of_index(Kind.ADD_INDEX, index)
        elif old.hidden != index.hidden:
            yield Change(Kind.HIDE_INDEX, name, old.text, index.text)
    yield from (_of_index(Kind.DROP_INDEX, index) for index in gone.values())


def _of_index(kind: Kind, index: IndexText) -> Change:
    added = kind is Kind.ADD_INDEX
    return Change(kind, index.name, "" if added else index.text, index.text if added else "", index.unique)
