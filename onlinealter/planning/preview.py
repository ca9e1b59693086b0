"""What the ALTER makes of the table, tried on an empty temporary copy that nobody else sees and no log records."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

from onlinealter.model.errors import Refused, ServerError, UsageFault
from onlinealter.model.plan import Plan
from onlinealter.mysql import error_numbers
from onlinealter.mysql.connection import Connection
from onlinealter.planning import statements
from onlinealter.planning.draft import clauses_of
from onlinealter.planning.words import try_words
from onlinealter.tables.alter_clause import Clause, joined, preview_clauses
from onlinealter.tables.facts import TableFacts, read_table
from onlinealter.tables.key_clauses import without_key_clauses

_NOT_TEMPORARY = frozenset(
    {
        error_numbers.TEMPORARY_FULLTEXT,
        error_numbers.TEMPORARY_PARTITIONS,
        error_numbers.TEMPORARY_UNSUPPORTED,
        error_numbers.TEMPORARY_COMPRESSED,
        error_numbers.COMPRESSED_READ_ONLY,
        error_numbers.OPTION_UNSUPPORTED,
        error_numbers.NOT_PARTITIONED,
    }
)
_FULLTEXT_LINE = re.compile(r"^  FULLTEXT KEY (`(?:[^`]|``)+`) \((.*?`)\).*?(,?)$", re.MULTILINE)
_STORAGE_OPTION = re.compile(
    r" (?:/\*!\d+ )?`?(?:ROW_FORMAT|KEY_BLOCK_SIZE|COMPRESSION|ENCRYPTION|PAGE_COMPRESSED|PAGE_COMPRESSION_LEVEL|ENCRYPTED|"
    r"ENCRYPTION_KEY_ID)`?=(?:'[^']*'|\w+)(?: \*/)?"
)
_PARTITIONS = re.compile(r"^(/\*!\d+ ?| )PARTITION BY.*\Z", re.MULTILINE | re.DOTALL)
_FOREIGN_KEY_LINE = re.compile(r"^  CONSTRAINT .* FOREIGN KEY .*\n?", re.MULTILINE)


def preview_shadow(connection: Connection, plan: Plan, original: TableFacts, shadow: str) -> TableFacts:
    """The facts of the table as it will be, under the shadow's name. What a temporary table can't have is left out:
    full-text indexes, partitions, ways of storing rows. Raises Refused with the server's word where it refuses the ALTER.
    """
    schema = original.schema
    connection.execute(statements.drop_preview(schema))
    try:
        _create(connection, original)
        _try_words(connection, plan, original)
        first_defaults: dict[str, str | None] = {column.name: column.default for column in original.columns}
        for clauses in clauses_of(plan):
            _alter(connection, schema, without_key_clauses(clauses, original.keys_by_name))
            made = read_table(connection, schema, statements.PREVIEW)
            first_defaults = {column.name: column.default for column in made.columns} | first_defaults
        made = read_table(connection, schema, statements.PREVIEW)
        _try_way_back(connection, plan, made)
        connection.execute(statements.drop_preview(schema))
    except ServerError as error:
        connection.execute(statements.drop_preview(schema))
        raise _refusal(error, plan) from None
    _compare_defaults(plan, original, made, first_defaults)
    return replace(made, name=shadow)


def make_preview(connection: Connection, plan: Plan, original: TableFacts) -> TableFacts:
    """Make the preview and leave it there, to try rows on; on a connection of its own, which takes it along when it ends."""
    connection.execute(statements.drop_preview(original.schema))
    _create(connection, original)
    for clauses in clauses_of(plan):
        _alter(connection, original.schema, clauses)
    return read_table(connection, original.schema, statements.PREVIEW)


def preview_unchanged(connection: Connection, original: TableFacts) -> TableFacts:
    """The facts of the preview without any ALTER, to compare with."""
    connection.execute(statements.drop_preview(original.schema))
    _create(connection, original)
    made = read_table(connection, original.schema, statements.PREVIEW)
    connection.execute(statements.drop_preview(original.schema))
    return made


def _try_words(connection: Connection, plan: Plan, original: TableFacts) -> None:
    given = {f"[columns] {name}": sql for name, sql in plan.columns.items()}
    given |= {"where": plan.where} if plan.where else {}
    try_words(connection, original.schema, statements.PREVIEW, original.columns, given)


def _try_way_back(connection: Connection, plan: Plan, made: TableFacts) -> None:
    given = {f"[reverse] {name}": sql for name, sql in plan.reverse.items()}
    try_words(connection, made.schema, statements.PREVIEW, made.columns, given)


def _compare_defaults(plan: Plan, original: TableFacts, made: TableFacts, first: Mapping[str, str | None]) -> None:
    """ALTER after ALTER would fill a new column with the default that it had first; one copy fills it with the last."""
    given = {name.lower() for name in plan.columns}
    for column in made.columns:
        is_new = original.column(column.name) is None and column.name.lower() not in given
        if is_new and first.get(column.name, column.default) != column.default:
            raise Refused(
                f"column {column.name} is added with one default and a later ALTER of the plan changes it",
                remedy=f'Make it one ALTER, or say in the plan what the rows get: [columns] {column.name} = "…".',
            )


def _create(connection: Connection, original: TableFacts) -> None:
    try:
        connection.execute(statements.create_preview(original.schema, original.name))
    except ServerError as error:
        if error.number not in _NOT_TEMPORARY:
            raise
        connection.execute(statements.create_preview_from(original.schema, _plain_definition(original)))


def _alter(connection: Connection, schema: str, clauses: tuple[Clause, ...]) -> None:
    if not clauses:
        return
    try:
        connection.execute(statements.alter_preview(schema, joined(clauses)))
    except ServerError as error:
        plain = preview_clauses(clauses)
        if error.number not in _NOT_TEMPORARY or not plain:
            if error.number in _NOT_TEMPORARY:
                return
            raise
        connection.execute(statements.alter_preview(schema, joined(plain)))


def _plain_definition(original: TableFacts) -> str:
    text = original.body
    text = _FULLTEXT_LINE.sub(_plain_index, _PARTITIONS.sub("", text))
    columns, _, options = re.sub(r",\n\)", "\n)", _FOREIGN_KEY_LINE.sub("", text)).rpartition("\n)")
    return f"{columns}\n){_STORAGE_OPTION.sub('', options)}"


def _plain_index(line: re.Match[str]) -> str:
    """A full-text index as one over the first signs of its columns, so that the ALTER finds it by its name."""
    return f"  KEY {line[1]} ({line[2].replace('`,`', '`(1),`')}(1)){line[3]}"


def _refusal(error: ServerError, plan: Plan) -> Exception:
    alter = "; ".join(plan.alter)
    if error.number == error_numbers.PARSE_ERROR:
        return UsageFault(f"the server can't read the ALTER: {error.text}", remedy=f"Look at the clauses' syntax: {alter}")
    if error.number in (error_numbers.DATABASE_ACCESS_DENIED, error_numbers.TABLE_ACCESS_DENIED):
        return Refused(
            f"the account may not try the ALTER on a temporary table (error {error.number}: {error.text})",
            remedy="GRANT CREATE TEMPORARY TABLES on the schema to it.",
        )
    return Refused(
        f"the server refuses the ALTER on an empty copy of {plan.table} (error {error.number}): {error.text}",
        remedy=f"Mend the clauses: {alter}",
    )
