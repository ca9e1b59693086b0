"""Is everything still as the run left it? Asked while it works and before the swap."""

from __future__ import annotations

from collections.abc import Mapping

from onlinealter.engine.journal import RunRecord
from onlinealter.engine.shard import check_server
from onlinealter.model.errors import Changed, Refused
from onlinealter.mysql.connection import Connection
from onlinealter.planning.draft import Draft
from onlinealter.tables.facts import TableFacts, read_table, table_exists
from onlinealter.tables.foreign_keys import ForeignKey, without_keys
from onlinealter.tables.identity import table_id
from onlinealter.tables.installed_triggers import faults

_REMEDY = "Call 'online-alter abort', which leaves the table as it is now, and begin again."


def check_definition(original: TableFacts, record: RunRecord) -> None:
    """Raise Changed when somebody altered the original since the run was prepared."""
    if original.definition != record.original_definition:
        raise Changed(f"somebody altered {original.schema}.{record.table_name} during the run", remedy=_REMEDY)


def check_but_keys(original: TableFacts, record: RunRecord) -> None:
    """The same, but for foreign keys, which the run itself moves about around the swap."""
    if without_keys(original.definition) != without_keys(record.original_definition):
        check_definition(original, record)


def _check_shadow(shadow: TableFacts, record: RunRecord, keys: Mapping[str, ForeignKey]) -> None:
    later = {index.definition for index in record.deferred}
    unlike = _lines(shadow.definition) - later != _lines(record.new_definition) - later
    if unlike or {name: key.what for name, key in shadow.keys_by_name.items()} != {name: keys[name].what for name in keys}:
        raise Changed(f"somebody altered the shadow {shadow.schema}.{shadow.name} during the run", remedy=_REMEDY)


def _lines(definition: str) -> set[str]:
    return {line.strip().rstrip(",") for line in without_keys(definition).splitlines()}


def check_unchanged(connection: Connection, draft: Draft, record: RunRecord) -> None:
    """Raise Changed when somebody dropped a trigger or the shadow, or altered or truncated a table (FACTS 80), or when the
    server takes no writes any more.
    """
    check_server(connection, record.server_identity)
    try:
        now = read_table(connection, draft.schema, draft.names.original)
    except Refused as error:
        raise Changed(f"{draft.schema}.{draft.names.original} is gone", remedy=_REMEDY) from error
    if not table_exists(connection, draft.schema, draft.names.shadow):
        raise Changed(f"the shadow {draft.names.shadow} is gone", remedy=_REMEDY)
    check_definition(now, record)
    shadow = read_table(connection, draft.schema, draft.names.shadow)
    _check_shadow(shadow, record, draft.keys.of_new(in_front=False))
    for name, known in ((draft.names.original, record.original_id), (draft.names.shadow, record.shadow_id)):
        found = table_id(connection, draft.server, draft.schema, name)
        if known and found and found != known:
            raise Changed(
                f"somebody truncated or rebuilt {draft.schema}.{name} during the run, which fires no trigger",
                remedy=_REMEDY,
            )
    wrong = faults(connection, draft.schema, draft.names.original, draft.forward_triggers())
    if wrong:
        raise Changed(f"{'; '.join(wrong)}: writes may have been missed", remedy=_REMEDY)
