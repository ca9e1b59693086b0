"""Is everything still as the run left it? Asked while it works and before the swap."""

from __future__ import annotations

from collections.abc import Mapping

from onlinealter.engine.journal import RunRecord, trigger_identities
from onlinealter.engine.shard import check_server
from onlinealter.engine.sight import check_sight
from onlinealter.model.errors import Changed, Refused
from onlinealter.mysql.connection import Connection
from onlinealter.planning.resolved_plan import ResolvedPlan
from onlinealter.swapping.which_table import Side
from onlinealter.tables.existing_triggers import existing_triggers
from onlinealter.tables.facts import Definition, read_created, read_definition, table_exists
from onlinealter.tables.foreign_keys import ForeignKey, without_keys
from onlinealter.tables.identity import table_id
from onlinealter.tables.installed_triggers import faults

NO_ROLLBACK = (
    "The table in use has them all. Alter it the other way round, or compare the two by hand; "
    "'online-alter cleanup' drops the old one."
)
ABORT = "Call 'online-alter abort', which leaves the table as it is now, and start again."


def check_definition(original: Definition, record: RunRecord, remedy: str = ABORT) -> None:
    """Raise Changed when somebody altered the original since the run was prepared."""
    if original.definition != record.original_definition:
        raise Changed(f"somebody altered {original.schema}.{original.name} during the run", remedy=remedy)


def check_but_keys(original: Definition, record: RunRecord, remedy: str) -> None:
    """The same, but for foreign keys, which the run itself moves about around the swap."""
    if without_keys(original.definition) != without_keys(record.original_definition):
        check_definition(original, record, remedy)


def _check_shadow(shadow: Definition, record: RunRecord, keys: Mapping[str, ForeignKey]) -> None:
    later = set() if record.copied_at else {index.definition for index in record.deferred}
    unlike = lines_of(shadow.definition) - later != lines_of(record.new_definition) - later
    if unlike or {name: key.what for name, key in shadow.keys_by_name.items()} != {name: keys[name].what for name in keys}:
        raise Changed(f"somebody altered the shadow {shadow.schema}.{shadow.name} during the run", remedy=ABORT)


def lines_of(definition: str) -> set[str]:
    """A definition's lines but for foreign keys, which the run moves about, in no order."""
    return {line.strip().rstrip(",") for line in without_keys(definition).splitlines()}


def check_unchanged(connection: Connection, resolved: ResolvedPlan, record: RunRecord) -> None:
    """Raise Changed when somebody dropped a trigger or the shadow, or altered or truncated a table, or when the
    server takes no writes any more.
    """
    check_server(connection, record.server_identity)
    check_sight(connection, resolved.server)
    try:
        now = read_created(connection, resolved.schema, resolved.names.original)
    except Refused as error:
        raise Changed(f"{resolved.schema}.{resolved.names.original} is gone", remedy=ABORT) from error
    if not table_exists(connection, resolved.schema, resolved.names.shadow):
        raise Changed(f"the shadow {resolved.names.shadow} is gone", remedy=ABORT)
    check_definition(now, record)
    shadow = read_created(connection, resolved.schema, resolved.names.shadow)
    _check_shadow(shadow, record, resolved.keys.of_new(in_front=False))
    _check_identities(
        connection, resolved, {resolved.names.original: record.original_id, resolved.names.shadow: record.shadow_id}, ABORT
    )
    made = trigger_identities(connection, resolved.schema, record.id)
    wrong = faults(connection, resolved.schema, resolved.names.original, resolved.forward_triggers(), made)
    if wrong:
        raise Changed(f"{'; '.join(wrong)}: writes may have been missed", remedy=ABORT)


def check_swapped(connection: Connection, resolved: ResolvedPlan, record: RunRecord, remedy: str) -> None:
    """The same after the swap, for the way back: both tables are those that were exchanged, defined as they were then, and
    each write has gone to both. Raises Changed.
    """
    names, schema = resolved.names, resolved.schema
    live = read_created(connection, schema, names.original)
    retired = read_created(connection, schema, names.retired)
    for facts, known in ((live, record.new_definition), (retired, record.original_definition)):
        if lines_of(facts.definition) != lines_of(known):
            raise Changed(f"somebody altered {schema}.{facts.name} since the cutover", remedy=remedy)
    made = None
    if record.server_identity == resolved.server.identity:
        _check_identities(
            connection, resolved, {names.original: record.shadow_id, names.retired: record.original_id}, remedy
        )
        made = trigger_identities(connection, schema, record.id)
    wrong = faults(connection, schema, names.original, resolved.reverse_triggers(), made)
    if wrong:
        raise Changed(
            f"{'; '.join(wrong)}: writes since the cutover may be missing in {names.retired}",
            remedy=remedy,
        )


def strangers(connection: Connection, resolved: ResolvedPlan, record: RunRecord, to: Side) -> list[str]:
    """What isn't as an exchange of names leaves it: tables by identity or by definition, and triggers that others made on
    the table that has left the name.
    """
    names, schema = resolved.names, resolved.schema
    new, original = (record.shadow_id, record.new_definition), (record.original_id, record.original_definition)
    behind, tables = {
        Side.NEW: (names.retired, {names.original: new, names.retired: original}),
        Side.ORIGINAL: (names.shadow, {names.original: original, names.shadow: new}),
    }[to]
    here = record.server_identity == resolved.server.identity
    found = [
        name
        for name, (identity, definition) in tables.items()
        if (here and others_in_place(connection, resolved, {name: identity}))
        or lines_of(read_definition(connection, schema, name)) != lines_of(definition)
    ]
    triggers = existing_triggers(connection, schema, behind, names.prefix)
    return [*found, *(f"trigger {trigger.name}" for trigger in triggers)]


def others_in_place(connection: Connection, resolved: ResolvedPlan, tables: Mapping[str, str]) -> list[str]:
    """Names that don't lead to the tables of these identities."""
    return [name for name, known in tables.items() if known != table_id(connection, resolved.server, resolved.schema, name)]


def _check_identities(connection: Connection, resolved: ResolvedPlan, tables: Mapping[str, str], remedy: str) -> None:
    for name in tables:
        if others_in_place(connection, resolved, tables={name: tables[name]}):
            raise Changed(
                f"{resolved.schema}.{name} is not the table that it was: somebody truncated, rebuilt or exchanged it, which "
                "fires no trigger",
                remedy=remedy,
            )
