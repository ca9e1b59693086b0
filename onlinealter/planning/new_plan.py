"""A plan to begin with, made from a table: a text to be edited by a person."""

from __future__ import annotations

import json
from collections.abc import Iterator

from onlinealter.planning.setting_values import SETTINGS, expectation
from onlinealter.planning.table_reference import written_table
from onlinealter.tables.facts import Column, TableFacts

_EXAMPLE_ALTER = "ADD COLUMN example INT NULL"


def new_plan(facts: TableFacts) -> str:
    """The text of a plan file for the table, wherever that is: one plan does for all servers that have it."""
    parts = (_head(facts), _alter(), _expressions(facts), _settings())
    return "\n\n".join("\n".join(lines) for lines in parts) + "\n"


def _head(facts: TableFacts) -> Iterator[str]:
    yield f"# A plan for the table {_comment(facts.name)}. Edit it, then: online-alter check FILE"
    yield "#"
    yield "# The columns as they are:"
    width = max(len(_comment(column.name)) for column in facts.columns)
    yield from (f"#   {_comment(column.name):<{width}}  {_about(facts, column)}".rstrip() for column in facts.columns)
    yield ""
    yield f"table = {_text(written_table(facts.name))}"
    yield '# name = "…"    # how status calls the plan; if left out, the file\'s name'
    yield '# description = "…"    # for people, as are owner and ticket: status and history show them'
    yield '# owner = "…"'
    yield '# ticket = "…"'
    yield '# include = "shared.toml"    # settings that several plans have in common'


def _alter() -> Iterator[str]:
    yield "# What follows ALTER TABLE and its name. This is an example: put your own in its place."
    yield '# Several of them run as one: alter = ["ADD COLUMN …", "DROP COLUMN …"]'
    yield f"alter = {_text(_EXAMPLE_ALTER)}"
    yield '# where = "…"    # a condition: rows for which it is not true are left out'
    yield '# allow = ["truncate:…"]    # losses that are meant, as the finding that refuses them names them'


def _expressions(facts: TableFacts) -> Iterator[str]:
    column = _text(facts.columns[0].name)
    yield "# Values of new or changed columns, as SQL over the original row."
    yield "[columns]"
    yield '# example = "1 + 1"'
    yield ""
    yield "# Values of original columns, as SQL over the new row: for a rollback where they can't be read off."
    yield "[reverse]"
    yield f'# {column} = "…"'


def _settings() -> Iterator[str]:
    yield "# How the work is done. Each line shows its default."
    yield "[settings]"
    for name, known in SETTINGS.items():
        yield ""
        yield f"# {known.metadata['sentence']} Takes {expectation(name)}."
        yield f"# {name} = {_value(known.default)}"


def _about(facts: TableFacts, column: Column) -> str:
    keys = [index.name for index in facts.indexes if column.name in index.columns]
    words = [
        column.type,
        "" if column.nullable else "NOT NULL",
        column.extra,
        f"({', '.join(keys)})" if keys else "",
    ]
    return _comment(" ".join(filter(None, words)))


def _comment(text: str) -> str:
    return "".join(letter if letter.isprintable() else "?" for letter in text)


def _text(value: str) -> str:
    # TOML's basic strings are JSON's, but for DEL, which TOML wants escaped.
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")


def _value(default: object) -> str:
    if isinstance(default, bool):
        return str(default).lower()
    return _text(default) if isinstance(default, str) else str(default)
