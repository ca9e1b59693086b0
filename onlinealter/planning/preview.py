"""What the ALTER makes of the table, tried on an empty temporary copy that nobody else sees and no log records."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace

from onlinealter.model.errors import Refused, ServerError, UsageFault
from onlinealter.model.plan import Plan
from onlinealter.mysql import error_numbers
from onlinealter.mysql.advice.account import grant_to_own
from onlinealter.mysql.advice.statements import right_to_make_temporary_tables
from onlinealter.mysql.connection import Connection
from onlinealter.planning import statements
from onlinealter.planning.expression_check import check_expressions
from onlinealter.planning.resolved_plan import as_one_alter, clauses_of
from onlinealter.planning.stages import check_stages
from onlinealter.sql import quoting
from onlinealter.tables.alter_clause import (
    Clause,
    joined,
    shows_in_preview,
    split_clauses,
    without_partition_clauses,
    without_storage_options,
)
from onlinealter.tables.check_clauses import checks_of, dropped_or_changed, with_check_names, without_check_names
from onlinealter.tables.column_map import trace_names
from onlinealter.tables.facts import TableFacts, read_table
from onlinealter.tables.fulltext_clauses import MARK, adds_fulltext, as_plain_key
from onlinealter.tables.key_clauses import OF_ITS_OWN, refers_inline, without_key_clauses

# What the server says only because the preview is temporary, or isn't partitioned; checks/left_out.py looks at the clauses.
_PARTITIONS_REFUSED = frozenset({error_numbers.TEMPORARY_PARTITIONS, error_numbers.NOT_PARTITIONED})
_STORAGE_REFUSED = frozenset(
    {error_numbers.TEMPORARY_COMPRESSED, error_numbers.COMPRESSED_READ_ONLY, error_numbers.OPTION_UNSUPPORTED}
)
_NOT_TEMPORARY = (
    _PARTITIONS_REFUSED | _STORAGE_REFUSED | {error_numbers.TEMPORARY_FULLTEXT, error_numbers.TEMPORARY_UNSUPPORTED}
)
_FULLTEXT_LINE = re.compile(r"^  FULLTEXT KEY (`(?:[^`]|``)+`) \((.*?`)\).*?(,?)$", re.MULTILINE)
_STORAGE_OPTION = re.compile(
    r" (?:/\*!\d+ )?`?(?:ROW_FORMAT|KEY_BLOCK_SIZE|COMPRESSION|ENCRYPTION|PAGE_COMPRESSED|PAGE_COMPRESSION_LEVEL|ENCRYPTED|"
    r"ENCRYPTION_KEY_ID|DATA DIRECTORY|INDEX DIRECTORY)`?=(?:'[^']*'|\w+)(?: \*/)?"
    r"| /\*!\d+ TABLESPACE `(?:[^`]|``)+` \*/"
)
_KINDS_LEFT_OUT = 4
_PARTITIONS = re.compile(r"^(/\*!\d+ ?| )PARTITION BY.*\Z", re.MULTILINE | re.DOTALL)
_FOREIGN_KEY_LINE = re.compile(r"^  CONSTRAINT .* FOREIGN KEY .*\n?", re.MULTILINE)


def preview_shadow(
    connection: Connection, plan: Plan, original: TableFacts, shadow: str, *, begun: bool = False
) -> TableFacts:
    """The facts of the table as it will be, under the shadow's name. What a temporary table can't have is left out:
    full-text indexes, partitions, ways of storing rows. Raises Refused with the server's word where it refuses the ALTER.

    When the run has ``begun``, its shadow may have the names of new CHECKs, which MySQL gives only once in a schema.
    """
    schema = original.schema
    connection.execute(statements.drop_preview(schema))
    try:
        _create(connection, original)
        _try_words(connection, plan, original)
        first_defaults: dict[str, str | None] = {column.name: column.default for column in original.columns}
        alters, stages = clauses_of(plan), list[TableFacts]()
        for clauses in _for_preview(original, alters):
            _alter(connection, schema, without_key_clauses(clauses, original.keys_by_name), names_taken=begun)
            stages.append(read_table(connection, schema, statements.PREVIEW))
            first_defaults = {column.name: column.default for column in stages[-1].columns} | first_defaults
        made = read_table(connection, schema, statements.PREVIEW)
        _try_reverse(connection, plan, made)
        connection.execute(statements.drop_preview(schema))
    except ServerError as error:
        connection.execute(statements.drop_preview(schema))
        raise _refusal(connection, error, plan, original) from None
    _compare_defaults(plan, original, made, first_defaults)
    check_stages(plan, original, alters, stages)
    return replace(_without_stand_ins(made), name=shadow)


def joins(connection: Connection, plan: Plan, original: TableFacts, shadow: TableFacts, *, begun: bool) -> bool:
    """Whether the plan's ALTERs in one make the same of the table, as far as a temporary one shows it."""
    alters = clauses_of(plan)
    if len(alters) == 1:
        return True
    as_one = split_clauses(as_one_alter(plan))
    if trace_names(original, (as_one,)) != trace_names(original, alters) or not shows_in_preview(as_one):
        return False
    try:
        one = replace(plan, alter=(as_one_alter(plan),))
        made = preview_shadow(connection, one, original, shadow.name, begun=begun)
    except Refused:
        return False
    return made.create_statement == shadow.create_statement


def make_preview(connection: Connection, plan: Plan, original: TableFacts) -> TableFacts:
    """Make the preview of a plan that was tried before and leave it there, to try rows on; on a connection of its own, which
    takes it along when it ends.
    """
    connection.execute(statements.drop_preview(original.schema))
    _create(connection, original)
    for clauses in _for_preview(original, clauses_of(plan)):
        _alter(connection, original.schema, without_key_clauses(clauses, original.keys_by_name), names_taken=True)
    return read_table(connection, original.schema, statements.PREVIEW)


def preview_in_place(connection: Connection, plan: Plan, original: TableFacts) -> None:
    """Make the preview under the table's own name, which in this session hides the table."""
    make_preview(connection, plan, original)
    connection.execute(statements.hide_by_preview(original.schema, original.name))


def unchanged_in_place(connection: Connection, original: TableFacts) -> None:
    """The same without any ALTER."""
    connection.execute(statements.drop_preview(original.schema))
    _create(connection, original)
    connection.execute(statements.hide_by_preview(original.schema, original.name))


def _for_preview(original: TableFacts, alters: tuple[tuple[Clause, ...], ...]) -> Iterator[tuple[Clause, ...]]:
    """A CHECK that is dropped and comes back in a later ALTER goes without its name, which the original still has."""
    names, dropped = {check.name.lower() for check in checks_of(original.create_statement)}, set[str]()
    for clauses in alters:
        yield tuple(with_check_names(clause, {}, dropped) for clause in clauses)
        dropped |= {name for clause in clauses if (name := dropped_or_changed(clause).lower()) in names}


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
    check_expressions(connection, original.schema, statements.PREVIEW, original.columns, given)


def _try_reverse(connection: Connection, plan: Plan, made: TableFacts) -> None:
    given = {f"[reverse] {name}": sql for name, sql in plan.reverse.items()}
    check_expressions(connection, made.schema, statements.PREVIEW, made.columns, given)


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
    """Like the original, its CHECKs under their own names, which MySQL's LIKE changes: temporary tables may have them."""
    schema = original.schema
    try:
        connection.execute(statements.create_preview(schema, original.name))
        copied = read_table(connection, schema, statements.PREVIEW).create_statement
        if checks_of(copied) == checks_of(original.create_statement):
            return
        connection.execute(statements.drop_preview(schema))
    except ServerError as error:
        if error.number not in _NOT_TEMPORARY:
            raise
    connection.execute(statements.create_preview_from(schema, _plain_definition(original)))


def _alter(connection: Connection, schema: str, clauses: tuple[Clause, ...], *, names_taken: bool) -> None:
    """One of the ALTERs, without what the server refuses for no other reason than that the preview is temporary, or that the
    shadow is there already.
    """
    for _ in range(_KINDS_LEFT_OUT + 1):
        if not clauses:
            return
        try:
            connection.execute(statements.alter_preview(schema, joined(clauses)))
        except ServerError as error:
            if names_taken and error.number == error_numbers.DUPLICATE_CHECK:
                left = tuple(map(without_check_names, clauses))
            else:
                left = _left(clauses, error)
            if left == clauses:
                raise
            clauses = left
        else:
            return


def _left(clauses: tuple[Clause, ...], error: ServerError) -> tuple[Clause, ...]:
    """The clauses without those of the kind that the server complains of."""
    if error.number == error_numbers.TEMPORARY_FULLTEXT:
        return tuple(as_plain_key(clause) if adds_fulltext(clause) else clause for clause in clauses)
    unsupported = error.number == error_numbers.TEMPORARY_UNSUPPORTED  # MariaDB says so of partitions, MySQL of storage
    without = without_partition_clauses(clauses)
    if error.number in _PARTITIONS_REFUSED or (unsupported and without != clauses):
        return without
    return without_storage_options(clauses) if unsupported or error.number in _STORAGE_REFUSED else clauses


def _without_stand_ins(made: TableFacts) -> TableFacts:
    """What stands in for a FULLTEXT index is no index of the new table, to be put off or counted."""
    lines = made.create_statement.split("\n")
    ours = [line for line in lines if line.rstrip(",").endswith(f" COMMENT '{MARK}'")]
    names = {name for line in ours for name in re.findall(r"^  KEY `((?:[^`]|``)+)`", line)}
    text = re.sub(r",\n\)", "\n)", "\n".join(line for line in lines if line not in ours))
    left = tuple(index for index in made.indexes if quoting.name(index.name)[1:-1] not in names)
    return replace(made, indexes=left, create_statement=text)


def _plain_definition(original: TableFacts) -> str:
    text = original.body
    text = _FULLTEXT_LINE.sub(_plain_index, _PARTITIONS.sub("", text))
    columns, _, options = re.sub(r",\n\)", "\n)", _FOREIGN_KEY_LINE.sub("", text)).rpartition("\n)")
    return f"{columns}\n){_STORAGE_OPTION.sub('', options)}"


def _plain_index(line: re.Match[str]) -> str:
    """A full-text index as one over the first signs of its columns, so that the ALTER finds it by its name."""
    return f"  KEY {line[1]} ({line[2].replace('`,`', '`(1),`')}(1)){line[3]}"


def _refusal(connection: Connection, error: ServerError, plan: Plan, original: TableFacts) -> Exception:
    alter = "; ".join(plan.alter)
    if error.number == error_numbers.PARSE_ERROR:
        return UsageFault(f"the server can't read the ALTER: {error.text}", remedy=f"Look at the clauses' syntax: {alter}")
    if error.number in (error_numbers.DATABASE_ACCESS_DENIED, error_numbers.TABLE_ACCESS_DENIED):
        return Refused(
            f"the account may not try the ALTER on a temporary table (error {error.number}: {error.text})",
            remedy=grant_to_own(connection, right_to_make_temporary_tables(), f"{quoting.name(original.schema)}.*"),
        )
    inline = next((clause for some in clauses_of(plan) for clause in some if refers_inline(clause)), None)
    if inline is not None:
        return Refused(f"'{inline.text}' holds REFERENCES", remedy=OF_ITS_OWN)
    remedy = f"Change the clauses: {alter}"
    checks = checks_of(original.create_statement)
    if error.number in error_numbers.NO_SUCH_CHECK and checks:
        names = "; ".join(f"{check.name}: {check.text}" for check in checks)
        remedy = (
            f"Use the name that the CHECK has now. {plan.table} has these: {names}. (On MySQL a CHECK gets a name made from "
            "the table's when online-alter has altered the table.)"
        )
    return Refused(
        f"the server refuses the ALTER on an empty copy of {plan.table} (error {error.number}): {error.text}", remedy=remedy
    )
