"""Foreign keys of the table, those that the ALTER adds or drops, and those of others that lead to it (decision 10)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from onlinealter.checks import statements
from onlinealter.checks.check import ChangeInput, note, refusal, warning
from onlinealter.model.errors import Refused, ServerError
from onlinealter.model.findings import Finding
from onlinealter.mysql import error_numbers
from onlinealter.mysql.advice import statements as advice
from onlinealter.mysql.advice.account import grant_to_own
from onlinealter.sql import quoting
from onlinealter.tables.alter_clause import split_clauses
from onlinealter.tables.children import ChildKey
from onlinealter.tables.facts import Column, TableFacts, read_table
from onlinealter.tables.foreign_keys import ForeignKey
from onlinealter.tables.key_clauses import OF_ITS_OWN, added_key, refers_inline

NAME = "foreign-keys"
_BY_SERVER = "use the server's own ALTER TABLE"
_SHOWN_ORPHANS = 5
_OF_A_RUN = re.compile(r"_oa_[a-z2-9]{8}_(new|old)$")


def check(context: ChangeInput) -> list[Finding]:
    """What can be made safe is said; what can't be is refused."""
    found = [
        *_of_clauses(context),
        *_of_server(context),
        *_to_itself(context),
        *_of_rows_left_out(context),
        *_of_replicas(context),
    ]
    found += _of_account(context)
    for key in context.keys.old:
        found += _own(context, key)
    for key in context.keys.added:
        found += _added(context, key)
    for child in context.children:
        found += _child(context, child)
    refused = any(each.severity.value == "refusal" for each in found)
    return found if refused else [*found, *_what_is_done(context)]


def _what_is_done(context: ChangeInput) -> Iterator[Finding]:
    for child in context.children:
        yield note(
            NAME,
            f"{child.readable} leads to {context.original.name}: it gets a second key to the new table just before the "
            f"swap, "
            "loses the first one just after it, and the name comes back",
        )


def _of_clauses(context: ChangeInput) -> Iterator[Finding]:
    names = {key.name_on(context.original.name).lower() for key in context.keys.old}
    for clause in (clause for alter in context.plan.alter for clause in split_clauses(alter)):
        key = added_key(clause)
        if refers_inline(clause):
            yield refusal(NAME, f"'{clause.text}' holds REFERENCES", OF_ITS_OWN)
        if key is not None and key.name.lower() in names:
            yield refusal(
                NAME,
                f"the ALTER adds a foreign key {key.name}, a name that the table's present one has until cleanup",
                "Give the new one another name.",
            )


def _of_server(context: ChangeInput) -> Iterator[Finding]:
    if context.server.is_mariadb or not any(key.acts for key in (*context.keys.old, *context.keys.new)):
        return
    if any(str(row[1]).upper() == "ON" for row in context.connection.rows(statements.show_cascade_triggers())):
        yield refusal(
            NAME,
            "enable_cascade_triggers is ON: a cascade would come to the shadow twice, by its key and by trigger",
            f"For the run: {advice.set_global('enable_cascade_triggers', 'OFF')} Then let the application connect again.",
        )


def _of_rows_left_out(context: ChangeInput) -> Iterator[Finding]:
    if context.plan.where and (context.keys.any or context.children):
        yield refusal(
            NAME,
            f"the plan leaves rows out by 'where', and foreign keys join {context.original.name} to other tables: the rows "
            "would be missing as parents, or be in the way of theirs in the old table",
            "Take 'where' out of the plan, and delete these rows by the application's own means.",
        )


def _of_replicas(context: ChangeInput) -> Iterator[Finding]:
    """Where InnoDB itself checks keys, a replica checks rows that the primary's trigger wrote unchecked (error 1452)."""
    native = {str(row[1]).upper() for row in context.connection.rows(statements.show_native_keys())}
    if native == {"OFF"}:
        return
    for key in context.keys.old:
        name = key.name_on(context.original.name)
        if not key.table:
            yield refusal(
                NAME,
                f"{name} leads to {context.original.name} itself: the shadow would have rows before their parents, "
                "and replicas of this server stop at them",
                "Under foreign_key_checks = 0 the server drops it at once, and adds it again at once after the cleanup: "
                + _drop(context, key),
            )
        elif key.name.lower() in context.keys.kept or key.acts:
            yield from _orphans(context, key, old=True)


def _of_account(context: ChangeInput) -> Iterator[Finding]:
    if context.server.is_mariadb or not (context.keys.any or context.children):
        return
    try:
        context.connection.execute(statements.try_references(context.original.schema, context.keys.names.run))
    except ServerError as error:
        if error.number == error_numbers.TABLE_ACCESS_DENIED:
            schema = context.original.schema
            yield refusal(
                NAME,
                f"the account lacks REFERENCES on the schema {schema}",
                grant_to_own(context.connection, "REFERENCES", f"{quoting.name(schema)}.*"),
            )


def _drop(context: ChangeInput, key: ForeignKey) -> str:
    return advice.drop_foreign_key(context.original.schema, context.original.name, key.name)


def _to_itself(context: ChangeInput) -> Iterator[Finding]:
    to_itself = [key for key in context.keys.old if not key.table]
    if len({key.rules for key in to_itself}) > 1 and any(key.acts for key in to_itself):
        names = ", ".join(key.name_on(context.original.name) for key in to_itself)
        yield refusal(
            NAME,
            f"{context.original.name} refers to itself by keys with different actions ({names}), which the shadow's may "
            "follow in another order",
            f"Give these keys the same actions for the run, or {_BY_SERVER}.",
        )


def _own(context: ChangeInput, key: ForeignKey) -> Iterator[Finding]:
    name, kept = key.name_on(context.original.name), key.name.lower() in context.keys.kept
    if key.schema:
        yield refusal(NAME, f"{name} leads to another schema, {key.schema}", f"For such a table {_BY_SERVER}.")
    if not (kept or key.acts):
        return
    key_columns = {part.original.name.lower() for part in context.key.parts} if context.key else set()
    if key.acts_on_update and any(column.lower() in key_columns for column in key.columns):
        yield refusal(
            NAME,
            f"{name} changes the copy key by ON UPDATE, without firing a trigger: rows could be passed by",
            f"Drop the key for the run if the application can do without, or {_BY_SERVER}.",
        )
    for column in key.columns if key.table else (*key.columns, *key.referenced):
        yield from _unfit(context, column, f"{name} needs {column}")
    if key.clears and any(_not_null(context, column) for column in key.columns):
        yield refusal(NAME, f"{name} sets a column NULL that the new definition makes NOT NULL", "Let the column be NULL.")
    if key.acts and _computed_from(context, key.columns):
        yield refusal(
            NAME,
            f"{name} changes {', '.join(key.columns)} without firing a trigger, and the plan computes a column from it",
            "Fill that column in a later step, by UPDATE.",
        )
    if not kept and key.acts and not _has_index(context.shadow, key.mapped(context.keys.forward)):
        yield refusal(
            NAME,
            f"the ALTER drops {name}, which acts on rows until the swap, with its columns or index",
            f"Drop the key first, by itself, which the server does at once: {_drop(context, key)}",
        )


def _added(context: ChangeInput, key: ForeignKey) -> Iterator[Finding]:
    name = key.name_on(context.original.name)
    if key.schema and key.schema != context.original.schema:
        yield refusal(NAME, f"{name} leads to another schema, {key.schema}", f"For such a key {_BY_SERVER}.")
        return
    if (
        key.acts
        and not _has_index(context.original, key.mapped(context.keys.back))
        and not _only_clears_what_is_new(context, key)
    ):
        yield refusal(
            NAME,
            f"{name} acts on rows, and the old definition has no index to follow it: after a rollback they would differ",
            "Add the columns and their index first, in an alteration of their own.",
        )
    parent = context.shadow if not key.table else _parent(context, key)
    if parent is None:
        yield refusal(NAME, f"{name} leads to {key.table}, which is no table", "Make that table first.")
        return
    yield from _pairs(name, context.shadow, key, parent)
    if context.connection.value(statements.find_key(), (context.original.schema, key.name)) and not key.generated:
        yield refusal(NAME, f"another table has a foreign key {name}", "Give the new one another name.")
    yield from _orphans(context, key)


def _child(context: ChangeInput, child: ChildKey) -> Iterator[Finding]:
    what = child.readable
    if child.schema:
        yield refusal(
            NAME,
            f"a foreign key of another schema leads to {context.original.name}: {what}",
            f"For such a table {_BY_SERVER}.",
        )
        return
    if _OF_A_RUN.search(child.table):
        yield refusal(
            NAME, f"a run is under way on a child of {context.original.name}: {what}", "Let that run end, with its cleanup."
        )
    for column in child.key.referenced:
        yield from _unfit(context, column, f"{what} leads to {column}")
        if child.key.acts_on_update and f"unchanged:{column}" not in context.plan.allow:
            yield refusal(
                NAME,
                f"{what} has ON UPDATE: while the child has a key to each table, for moments around the swap, an UPDATE of "
                f"{column} would fail with error 1452",
                f'Where the application never changes {column}, say allow = ["unchanged:{column}"] in the plan.',
            )
    names = tuple(context.keys.forward.get(column.lower(), "") for column in child.key.referenced)
    found = [index for index in context.shadow.indexes if _begins(index.columns, names)]
    strict = not context.server.is_mariadb
    if not any(not strict or (index.unique and len(index.columns) == len(names)) for index in found):
        yield refusal(
            NAME,
            f"{what} needs {'a unique' if strict else 'an'} index over {', '.join(child.key.referenced)}, which the new "
            "definition has not",
            "Keep the index.",
        )


def _unfit(context: ChangeInput, column: str, why: str) -> Iterator[Finding]:
    """Both tables are led to, or lead, at the same time, so the column has to be the same in both."""
    before = context.original.column(column)
    after = context.shadow.column(context.keys.forward.get(column.lower(), ""))
    if before is None or after is None or _family(before) != _family(after):
        now = f"{after.type} {after.collation or ''}".strip() if after else "gone"
        was = f"{before.type} {before.collation or ''}".strip() if before else "unknown"
        yield refusal(
            NAME,
            f"{why}, which is {was} now and would be {now}",
            "Leave the column's type; to change it, drop the foreign keys first, alter both tables, and add the keys again.",
        )
    elif after.name.lower() in {name.lower() for name in context.plan.columns}:
        yield refusal(NAME, f"{why}, which the plan fills again", "Take the column out of [columns].")


def _pairs(name: str, table: TableFacts, key: ForeignKey, parent: TableFacts) -> Iterator[Finding]:
    for ours, theirs in zip(key.columns, key.referenced, strict=False):
        child, target = table.column(ours), parent.column(theirs)
        if child is None or target is None:
            yield refusal(NAME, f"{name}: there is no column {theirs if child else ours}", "Look at the columns' names.")
        elif _family(child) != _family(target):
            yield refusal(
                NAME,
                f"{name}: {ours} is {child.type} {child.collation or ''} and {theirs} is {target.type} "
                f"{target.collation or ''}".replace(" )", ")"),
                "Give both columns the same type, sign and collation.",
            )
        elif key.clears and not child.nullable:
            yield refusal(NAME, f"{name} sets {ours} NULL, which it may not be", "Let the column be NULL.")
    if not any(_begins(index.columns, key.referenced) for index in parent.indexes):
        yield refusal(NAME, f"{name}: {', '.join(key.referenced)} has no index in {key.table}", "Add a unique key there.")


def _orphans(context: ChangeInput, key: ForeignKey, *, old: bool = False) -> Iterator[Finding]:
    """Looked for in the original for some seconds; where the key is new, the run looks at all rows before the swap."""
    there = key if old else key.mapped(context.keys.back)
    if there is None or context.key is None:
        return
    name = key.name_on(context.original.name)
    try:
        rows = context.connection.rows(statements.find_orphans(context.original, there, mariadb=context.server.is_mariadb))
    except ServerError as error:
        remedy = "Look yourself: replicas would stop at such a row." if old else "The run looks at them all."
        why = "" if error.number in error_numbers.TOOK_TOO_LONG else f" (error {error.number}: {error.text})"
        yield warning(NAME, f"not all rows could be looked at for parents missing by {name}{why}", remedy)
        return
    if rows:
        values = "; ".join(", ".join(str(value) for value in row) for row in rows[:_SHOWN_ORPHANS])
        more = " and more" if len(rows) > _SHOWN_ORPHANS else ""
        yield refusal(
            NAME,
            f"rows of {context.original.name} have no parent by {name}: {', '.join(there.columns)} = {values}{more}",
            "Fix these rows, or give them their parents.",
        )


def _not_null(context: ChangeInput, column: str) -> bool:
    found = context.shadow.column(context.keys.forward.get(column.lower(), ""))
    return found is not None and not found.nullable


def _parent(context: ChangeInput, key: ForeignKey) -> TableFacts | None:
    try:
        return read_table(context.connection, context.original.schema, key.table)
    except Refused:
        return None


def _computed_from(context: ChangeInput, columns: tuple[str, ...]) -> bool:
    wanted = {column.lower() for column in columns} | {context.keys.forward.get(column.lower(), "") for column in columns}
    computed = [each for side in (context.forward, context.back) for each in side.columns if each.source is None]
    return any(name.lower() in wanted for each in computed for name in each.expression.columns)


def _only_clears_what_is_new(context: ChangeInput, key: ForeignKey) -> bool:
    """Whether what the key does shows in columns only that the old definition doesn't have."""
    return not key.deletes and not any(column.lower() in context.keys.back for column in key.columns)


def _has_index(table: TableFacts, key: ForeignKey | None) -> bool:
    return key is not None and any(_begins(index.columns, key.columns) for index in table.indexes)


def _begins(columns: tuple[str, ...], wanted: tuple[str, ...]) -> bool:
    return [column.lower() for column in columns[: len(wanted)]] == [column.lower() for column in wanted]


def _family(column: Column) -> tuple[object, ...]:
    """What two columns of a foreign key have to share; a text's length is free."""
    if column.is_text:
        return ("text", column.collation)
    size = () if column.is_integer or column.is_bytes else column.size
    return (column.kind, column.unsigned, column.collation, size)
