"""Which strategy a change can be expected to take, from the definitions before and after.

Only for ``check`` and ``plan``, which make nothing to try on: ``prepare`` tries, and what it finds counts.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace

from onlinealter.planning.resolved_plan import ResolvedPlan, clauses_of
from onlinealter.planning.strategies import Found, Way
from onlinealter.sql import quoting
from onlinealter.tables.alter_clause import asks_for_rebuild, shows_in_preview
from onlinealter.tables.changes import Change, Kind, changes_between
from onlinealter.tables.column_map import trace_names
from onlinealter.tables.definition import Definition, take_apart
from onlinealter.tables.facts import Column, TableFacts
from onlinealter.tables.inverse import inverse_alter
from onlinealter.tables.table_options import counter_set

# Ways of storing rows: a temporary table may lack them.
_STORAGE = ("ROW_FORMAT", "KEY_BLOCK_SIZE", "COMPRESSION", "ENCRYPTION", "ENCRYPTED", "PAGE_COMPRESSED",
            "PAGE_COMPRESSION_LEVEL", "ENCRYPTION_KEY_ID", "DATA DIRECTORY", "INDEX DIRECTORY")  # fmt: skip
_LIGHT_OPTIONS = ("COMMENT", "DEFAULT CHARSET", "COLLATE", "STATS_PERSISTENT", "STATS_AUTO_RECALC", "STATS_SAMPLE_PAGES")
_BYTES = {"utf8mb4": 4, "utf8mb3": 3, "utf8": 3, "latin1": 1, "ascii": 1, "ucs2": 2, "utf16": 4, "utf32": 4}
_BY_LENGTH_BYTE, _LONGEST_TYPE = 255, 60
_ONLY_IN_PLACE = frozenset({Kind.ADD_INDEX, Kind.DROP_INDEX, Kind.RENAME_INDEX, Kind.HIDE_INDEX, Kind.OPTION})
NO_ONE_ALTER = "its ALTERs in one would be refused, or come to something else"
_CHEAPEST = {Way.METADATA: 0, Way.NATIVE: 1, Way.SHADOW: 2}


@dataclass(frozen=True)
class _Tables:
    """Both tables of one direction."""

    before: TableFacts
    after: TableFacts
    mariadb: bool


def forecast(resolved: ResolvedPlan) -> Found:
    """What ``prepare`` will probably find when it tries."""
    before, after = _visible(resolved.original), _visible(resolved.shadow)
    clauses, mariadb = clauses_of(resolved.plan), resolved.server.is_mariadb
    living = trace_names(resolved.original, clauses)
    converted = tuple(_converted(resolved, living))
    changes = (*changes_between(before, after, living), *converted)
    there = _Tables(resolved.original, resolved.shadow, mariadb)
    way, lacks = _way_of(there, changes)
    if not resolved.joins:
        way, lacks = Way.SHADOW, NO_ONE_ALTER
    unseen = [each.text for some in clauses if not shows_in_preview(some) or asks_for_rebuild(some) for each in some]
    if unseen:
        way, lacks = Way.SHADOW, ", ".join(unseen)
    back_living = {first.lower(): now for now, first in living.items()}
    back_changes = changes_between(after, before, back_living)
    back, _ = _way_of(_Tables(resolved.shadow, resolved.original, mariadb), back_changes)
    counter = counter_set(clauses)
    inverse = inverse_alter(before, after, living, mariadb=mariadb)
    if counter is not None and not changes:
        way, back, lacks = Way.METADATA, Way.METADATA, ""
    return Found(way, back, changes, inverse, lacks, shows=before != after or bool(converted) or counter is not None)


def _converted(resolved: ResolvedPlan, living: Mapping[str, str]) -> Iterator[Change]:
    """Columns that have another charset as the whole table has, so that their own text is the same."""
    for now, first in living.items():
        old, new = resolved.original.column(first), resolved.shadow.column(now)
        if old is not None and new is not None and old.collation != new.collation and old.type == new.type:
            name = quoting.name(old.name)
            yield Change(Kind.MODIFY_COLUMN, new.name, f"{name} {old.collation}", f"{name} {new.collation}")


def _visible(table: TableFacts) -> Definition:
    """What a temporary table shows of a definition."""
    whole = take_apart(table.create_statement)
    indexes = {name: index for name, index in whole.indexes.items() if index.kind != "FULLTEXT"}
    options = {name: value for name, value in whole.options.items() if name not in _STORAGE}
    return replace(whole, keys=frozenset(), rest=(), indexes=indexes, options=options)


def _way_of(tables: _Tables, changes: Collection[Change]) -> tuple[Way, str]:
    """The way that the dearest of the changes needs, and which these are."""
    ways = {change: _way(tables, change) for change in changes}
    added = [change for change in changes if change.kind is Kind.ADD_COLUMN and not tables.mariadb]
    if added and any(change.kind in _ONLY_IN_PLACE for change in changes):
        ways |= dict.fromkeys(added, Way.SHADOW)  # at once alone, and in place only with all rows
    dearest = max(ways.values(), key=_CHEAPEST.__getitem__, default=Way.METADATA)
    return dearest, "" if dearest is Way.METADATA else ", ".join(
        _named(tables, each) for each, way in ways.items() if way is dearest
    )


def _named(tables: _Tables, change: Change) -> str:
    """The change, and of a column what it is that writes the rows again."""
    why = _rewrites(tables, change) if change.kind is Kind.MODIFY_COLUMN else ""
    return f"{change}: {why}" if why else str(change)


def _way(tables: _Tables, change: Change) -> Way:
    if change.kind is Kind.ADD_INDEX:
        special = re.match("PRIMARY|FULLTEXT|SPATIAL|VECTOR", change.after)
        return Way.SHADOW if special else Way.NATIVE
    rebuilt = {
        Kind.ADD_CHECK: True,
        Kind.FOREIGN_KEY: True,
        Kind.REST: True,
        Kind.OPTION: change.name not in _LIGHT_OPTIONS,
        Kind.DROP_INDEX: change.before.startswith("PRIMARY"),
        Kind.ADD_COLUMN: _is_computed(change.after) or " AUTO_INCREMENT" in change.after,
        Kind.DROP_COLUMN: _is_computed(change.before),
    }
    if change.kind is Kind.MODIFY_COLUMN:
        return Way.SHADOW if _rewrites(tables, change) else Way.METADATA
    return Way.SHADOW if rebuilt.get(change.kind, False) else Way.METADATA


def _is_computed(text: str) -> bool:
    return " GENERATED ALWAYS AS " in text and re.search(r"\) (STORED|PERSISTENT)\b", text) is not None


def _rewrites(tables: _Tables, change: Change) -> str:
    """Why the rows have to be written again: for another type, for NULL, or for another place; empty where they haven't."""
    name = re.match(r"`((?:[^`]|``)+)`", change.before)
    old, new = tables.before.column(name[1].replace("``", "`") if name else ""), tables.after.column(change.name)
    if old is None or new is None or old.generated or new.generated:
        return "computed column changes"
    if old.nullable != new.nullable and not (tables.mariadb and new.nullable and not _is_indexed(tables.before, old)):
        return "NOT NULL ends" if new.nullable else "NOT NULL begins"
    if (old.type, old.collation) != (new.type, new.collation):
        return "" if _fits_in_place(old, new, mariadb=tables.mariadb) else _other_type(old, new)
    same_text = change.before.split("` ", 1)[1] == change.after.split("` ", 1)[1]
    return "its place changes" if same_text and not tables.mariadb else ""


def _other_type(old: Column, new: Column) -> str:
    if old.charset and new.charset and old.charset != new.charset:
        return "charset changes"
    if old.type != new.type:
        long = max(len(old.type), len(new.type)) > _LONGEST_TYPE
        return "members change" if long else f"{old.type} becomes {new.type}"
    return "collation changes"


def _is_indexed(table: TableFacts, column: Column) -> bool:
    return any(column.name in index.columns for index in table.indexes)


def _fits_in_place(old: Column, new: Column, *, mariadb: bool) -> bool:
    """Longer texts and more members: what is stored stays as it is."""
    if old.collation != new.collation or old.kind != new.kind:
        return False
    if old.kind in ("enum", "set"):
        few, many = len(old.values), len(new.values)
        limits = (255,) if old.kind == "enum" else (8, 16, 24, 32)
        same_size = all((few <= limit) == (many <= limit) for limit in limits)
        return new.values[:few] == old.values and same_size
    if old.kind not in ("varchar", "varbinary") or not old.size or not new.size or new.size < old.size:
        return False
    width = _BYTES.get(old.charset or "", 4) if old.kind == "varchar" else 1
    return mariadb or (old.size[0] * width <= _BY_LENGTH_BYTE) == (new.size[0] * width <= _BY_LENGTH_BYTE)
