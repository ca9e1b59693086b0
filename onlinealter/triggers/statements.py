"""The text of the triggers, in the form that won by measurement."""

from __future__ import annotations

from dataclasses import dataclass

from onlinealter.mysql.error_numbers import KEY_LEFT_OUT
from onlinealter.mysql.server import Server
from onlinealter.sql import quoting
from onlinealter.sql.statement import Statement
from onlinealter.tables.column_map import ColumnMap
from onlinealter.tables.copy_key import CopyKey, KeyPart, comparable
from onlinealter.tables.empty_members import has_empty_member
from onlinealter.tables.expression import Expression, RowName, row_of
from onlinealter.tables.facts import TableFacts
from onlinealter.tables.foreign_keys import ForeignKey
from onlinealter.tables.names import CONFLICT_TABLE, Names

_FRESH = " DECLARE _oa_fresh INT DEFAULT 0;"  # whether the key is new in the target, but for rows left out
_FITTING = " DECLARE _oa_old_fits, _oa_new_fits INT DEFAULT 0;"  # named as no column is
# MariaDB: what expressions depend on, as our sessions have it; MySQL's can't all be set for a statement, and what depends on
# the others is refused (planning/expression_check.py).
_OURS = ("default_week_format = 0", "lc_time_names = 'en_US'", "div_precision_increment = 4", "default_regex_flags = ''")
EVENTS = ("delete", "update", "insert")  # in the order of their making: no write is seen half


@dataclass(frozen=True)
class RowSync:
    """Keeps ``target`` in step with ``source``: each row written there is written here.

    ``back`` tells the reverse direction, which keeps the old table in step for rollback. ``skip_fk_checks`` rows are
    written without a look at foreign keys: the source's own have looked already. ``where`` is what a row has to meet to
    get across; then, on the way back, the target has rows that were ``left_out``, which have to stay as they are.
    ``itself`` are the target's foreign keys to itself that act on rows when others go.
    """

    names: Names
    source: TableFacts
    target: TableFacts
    columns: ColumnMap
    key: CopyKey
    server: Server
    back: bool
    skip_fk_checks: bool = False
    where: Expression | None = None
    left_out: bool = False
    itself: tuple[ForeignKey, ...] = ()

    @property
    def schema(self) -> str:
        """The schema of both tables."""
        return self.source.schema


def create_trigger(sync: RowSync, event: str, on_table: str, to_table: str) -> Statement:
    """The trigger on ``on_table`` for ``insert``, ``update`` or ``delete`` that writes to ``to_table``.

    A write that the target refuses does not fail the application's statement: its key becomes a conflict, to be looked
    at again. 1146 is silent, because the target's existence decides the direction; 1205 and 1213 can't be
    caught and aren't.
    """
    row = "OLD" if event == "delete" else "NEW"
    body = {"insert": _insert_body, "update": _update_body, "delete": _delete_body}[event](sync, to_table)
    name = sync.names.trigger(event, back=sync.back)
    sql = (
        f"CREATE TRIGGER {quoting.table_name(sync.schema, name)} AFTER {event.upper()}"
        f" ON {quoting.table_name(sync.schema, on_table)} FOR EACH ROW BEGIN"
        f" DECLARE _oa_error INT DEFAULT 0;{_FITTING if sync.where else ''}{_FRESH if sync.left_out else ''}"
        f" DECLARE CONTINUE HANDLER FOR 1146 BEGIN {_after_missing_table(sync, row, to_table)}END;"
        " DECLARE CONTINUE HANDLER FOR SQLEXCEPTION, 1265 BEGIN"
        f" GET DIAGNOSTICS CONDITION 1 _oa_error = MYSQL_ERRNO;{_mark(sync, row, to_table) if sync.left_out else ''}"
        f" {_note_conflict(sync, row)}; END;"
        f" {body}; END"
    )
    return Statement(f"create the {'reverse ' if sync.back else ''}{event} trigger", sql, (on_table,), exclusive=True)


def drop_trigger(schema: str, trigger: str, on_table: str) -> Statement:
    """Take a trigger away."""
    sql = f"DROP TRIGGER IF EXISTS {quoting.table_name(schema, trigger)}"
    return Statement(f"drop the trigger {trigger}", sql, (on_table,) if on_table else (), exclusive=bool(on_table))


def _insert_body(sync: RowSync, to_table: str) -> str:
    write = _write(sync, to_table, row_of("NEW"))
    if sync.left_out:
        return _insert_new(sync, to_table)
    if sync.where is None:
        return write
    return f"{_look(sync, sync.where, 'new', row_of('NEW'))}; IF _oa_new_fits THEN {write}; END IF"


def _delete_body(sync: RowSync, to_table: str) -> str:
    """Write the old row across, then delete it: the row is there, so only its record is locked and no gap."""
    if sync.left_out:
        return f"IF NOT {_is_marked(sync, 'OLD')} THEN {_leave(sync, to_table)}; END IF"
    if sync.where is None:
        return _leave(sync, to_table)
    look = _look(sync, sync.where, "old", row_of("OLD"))
    return f"{look}; IF _oa_old_fits THEN {_leave(sync, to_table)}; END IF"  # what was left out is not there


def _leave(sync: RowSync, to_table: str) -> str:
    if sync.itself and not sync.server.is_mariadb:
        return f"{_write(sync, to_table, row_of('OLD'))}; {_leave_with_others(sync, to_table)}"
    delete = f"{_settings(sync)}DELETE {_hint(sync)}FROM {_target(sync, to_table)} WHERE {_key_of(sync, 'OLD')}"
    return f"{_write(sync, to_table, row_of('OLD'))}; {delete}"


def _leave_with_others(sync: RowSync, to_table: str) -> str:
    """MySQL 9 refuses that a table cascades to itself where a trigger deletes (error 6575): it is done here, row by row
    from index to index, so that no more is locked than by a cascade.
    """
    table, hint = _target(sync, to_table), _hint(sync, writes=True)
    key = sync.key.names(of_shadow=not sync.back)
    cleared = [
        f"UPDATE {hint}(SELECT {quoting.names(each.referenced)} FROM {table} WHERE {_key_of(sync, 'OLD')} LIMIT 1) AS gone"
        f" STRAIGHT_JOIN {table} AS other ON {_leads(each)}"
        f" SET {', '.join(f'other.{quoting.name(name)} = NULL' for name in each.columns)}; "
        for each in sync.itself
        if not each.deletes
    ]
    followed = [each for each in sync.itself if each.deletes]
    needed = list(dict.fromkeys([*key, *(name for each in followed for name in each.referenced)]))
    others = "".join(
        f" UNION SELECT {', '.join(f'other.{quoting.name(name)}' for name in needed)}"
        f" FROM gone STRAIGHT_JOIN {table} AS other ON {_leads(each)}"
        for each in followed
    )
    same = " AND ".join(f"row_.{quoting.name(name)} = gone.{quoting.name(name)}" for name in key)
    return (
        f"{''.join(cleared)}DELETE {hint}row_ FROM (WITH RECURSIVE gone AS (SELECT {quoting.names(needed)} FROM {table}"
        f" WHERE {_key_of(sync, 'OLD')}{others}) SELECT {quoting.names(list(key))} FROM gone) AS gone"
        f" STRAIGHT_JOIN {table} AS row_ ON {same}"
    )


def _leads(key: ForeignKey) -> str:
    pairs = zip(key.columns, key.referenced, strict=True)
    return " AND ".join(f"other.{quoting.name(ours)} = gone.{quoting.name(theirs)}" for ours, theirs in pairs)


def _update_body(sync: RowSync, to_table: str) -> str:
    changed = " OR ".join(_differs(sync, part) for part in sync.key.parts)
    write = _write(sync, to_table, row_of("NEW"))
    doubtful = _doubtful_columns(sync)
    if doubtful:
        sure = " AND ".join(f"NEW.{quoting.name(name)} <=> OLD.{quoting.name(name)}" for name in doubtful)
        write = f"IF {sure} THEN {write}; ELSE {_write(sync, to_table, _stored_row(sync, doubtful))}; END IF"
    leave = _leave(sync, to_table)
    if sync.where is not None:
        return _filtered_update(sync, sync.where, changed, write, leave)
    if sync.left_out:
        return _update_beside_left_out(sync, to_table, changed, write, leave)
    if sync.back:
        # The old table has every row, with values of dropped columns too: the row is moved, not made again.
        leave = f"{_move(sync, to_table)}; IF ROW_COUNT() = 0 THEN {leave}; END IF"
    return f"IF {changed} THEN {leave}; END IF; {write}"


def _filtered_update(sync: RowSync, where: Expression, changed: str, write: str, leave: str) -> str:
    """A row that no longer meets the condition leaves, one that begins to comes in. On MariaDB what NEW says of a column
    with ON UPDATE may be wrong: it is read again.
    """
    doubtful = tuple(name for name in _doubtful_columns(sync) if name in where.columns)
    new = _look(sync, where, "new", _stored_row(sync, doubtful) if doubtful else row_of("NEW"))
    old = _look(sync, where, "old", row_of("OLD"))
    return (
        f"{old}; {new}; IF _oa_old_fits AND ({changed} OR NOT _oa_new_fits) THEN {leave}; END IF;"
        f" IF _oa_new_fits THEN {write}; END IF"
    )


def _look(sync: RowSync, where: Expression, which: str, row: RowName) -> str:
    """Whether the row meets the condition, computed as the copy does it: not in the application's time zone."""
    return f"{_settings(sync)}SELECT {_hint(sync)}(({where.over(row)}) IS TRUE) INTO _oa_{which}_fits"


def _insert_new(sync: RowSync, to_table: str) -> str:
    """A row whose key the target hasn't, unless a row that was left out has it: then that one stays."""
    columns = [each.target.name for each in sync.columns.columns]
    values = ", ".join(each.expression.over(row_of("NEW")) for each in sync.columns.columns)
    into = f"INTO {_target(sync, to_table)} ({quoting.names(columns)}) VALUES ({values})"
    return f"SET _oa_fresh = 1; {_settings(sync)}INSERT {_hint(sync)}{into}"


def _mark(sync: RowSync, row: str, to_table: str) -> str:
    """In the handler: a new key was refused while the target has a row of that key, which is one that was left out."""
    there = f"SELECT 1 FROM {_target(sync, to_table)} WHERE {_key_of(sync, row)}"
    return f" IF _oa_fresh AND EXISTS ({there}) THEN SET _oa_error = {KEY_LEFT_OUT}; END IF;"


def _is_marked(sync: RowSync, row: str) -> str:
    """Whether the target's row of that key is one that was left out."""
    conflicts = quoting.table_name(sync.schema, CONFLICT_TABLE)
    digest = f"UNHEX(SHA2(CONCAT_WS(',', {sync.key.encoded(row_of(row), of_shadow=True)}), 256))"
    return (
        f"EXISTS (SELECT 1 FROM {conflicts} WHERE run = {quoting.text(sync.names.run)} AND back = 1"
        f" AND digest = {digest} AND error = {KEY_LEFT_OUT})"
    )


def _update_beside_left_out(sync: RowSync, to_table: str, changed: str, write: str, leave: str) -> str:
    insert = _insert_new(sync, to_table)
    move = f"SET _oa_fresh = 1; {_move(sync, to_table)}"
    moved = f"IF ROW_COUNT() = 0 OR _oa_error <> 0 THEN IF _oa_error <> 0 THEN {leave}; ELSE {insert}; END IF; END IF"
    return (
        f"IF {changed} THEN IF {_is_marked(sync, 'OLD')} THEN {insert}; ELSE {move}; {moved}; END IF;"
        f" ELSEIF NOT {_is_marked(sync, 'NEW')} THEN {write}; END IF"
    )


def _move(sync: RowSync, to_table: str) -> str:
    new = row_of("NEW")
    sets = ", ".join(
        f"{quoting.name(each.target.name)} = {each.expression.over(new)}" for each in sync.columns.columns if not each.filled
    )
    update = f"{_settings(sync, writes=True)}UPDATE {_hint(sync, writes=True)}{_target(sync, to_table)}"
    return f"{update} SET {sets} WHERE {_key_of(sync, 'OLD')}"


def _write(sync: RowSync, to_table: str, row: RowName) -> str:
    """INSERT … ON DUPLICATE KEY UPDATE, the key first and guarded against meeting another row."""
    table, mariadb = _target(sync, to_table), sync.server.is_mariadb
    columns = [each.target.name for each in sync.columns.columns]
    values = ", ".join(each.expression.over(row) for each in sync.columns.columns)
    kept_in_step = [each.target for each in sync.columns.columns if not each.filled]

    by_number = {each.name for each in sync.target.columns if has_empty_member(each)}

    def given(column: str) -> str:
        value = f"VALUES({quoting.name(column)})" if mariadb else f"incoming.{quoting.name(column)}"
        return f"CAST({value} AS UNSIGNED)" if column in by_number else value

    sets = sync.key.sets(table, given, kept_in_step, of_shadow=not sync.back)
    return (
        f"{_settings(sync, writes=True)}INSERT {_hint(sync, writes=True)}INTO {table} ({quoting.names(columns)})"
        f" VALUES ({values})"
        f"{'' if mariadb else ' AS incoming'} ON DUPLICATE KEY UPDATE {', '.join(sets)}"
    )


def _after_missing_table(sync: RowSync, row: str, to_table: str) -> str:
    """MariaDB says 1146 also of a table that was not there yet when a waiting statement began: then the key is noted."""
    if not sync.server.is_mariadb:
        return ""
    there = (
        "SELECT 1 FROM information_schema.tables"
        f" WHERE table_schema = {quoting.text(sync.schema)} AND table_name = {quoting.text(to_table)}"
    )
    return f"IF EXISTS ({there}) THEN SET _oa_error = 1146; {_note_conflict(sync, row)}; END IF; "


def _note_conflict(sync: RowSync, row: str) -> str:
    of_row = row_of(row)
    key = f"CONCAT_WS(',', {sync.key.encoded(of_row, of_shadow=sync.back)})"
    kept = f"IF(error = {KEY_LEFT_OUT}, error, _oa_error)" if sync.left_out else "_oa_error"
    return (
        f"{_settings(sync)}INSERT {_hint(sync)}INTO {quoting.table_name(sync.schema, CONFLICT_TABLE)}"
        " (run, back, digest, copy_key, error) VALUES"
        f" ({quoting.text(sync.names.run)}, {int(sync.back)}, UNHEX(SHA2({key}, 256)), {key}, _oa_error)"
        f" ON DUPLICATE KEY UPDATE seen = seen + 1, error = {kept}"
    )


def _doubtful_columns(sync: RowSync) -> tuple[str, ...]:
    """MariaDB: columns with ON UPDATE, of which NEW lies after an update that changed nothing."""
    if not sync.server.is_mariadb:
        return ()
    used = {name for each in sync.columns.columns for name in each.expression.columns}
    used |= set(sync.where.columns if sync.where else ())
    return tuple(column.name for column in sync.source.columns if column.updates_itself and column.name in used)


def _stored_row(sync: RowSync, doubtful: tuple[str, ...]) -> RowName:
    """NEW, but doubtful columns are read again, from the name that the table has whenever its trigger has work.

    Only where they seem to have changed: having the table in the statement makes it three times as slow.
    """
    table = quoting.table_name(sync.schema, sync.names.original)
    # A doubtful column of the key finds nothing; the others tell the row, or an error makes it a conflict.
    key = sync.key.names(of_shadow=sync.back)
    sure = [name for name in key if name not in doubtful] or key
    which = " AND ".join(f"{table}.{quoting.name(name)} = NEW.{quoting.name(name)}" for name in sure)
    new = row_of("NEW")

    def row(name: str) -> str:
        return f"(SELECT {table}.{quoting.name(name)} FROM {table} WHERE {which})" if name in doubtful else new(name)

    return row


def _key_of(sync: RowSync, row: str) -> str:
    of_row, found = row_of(row), list[str]()
    for part in sync.key.parts:
        theirs, ours = (part.shadow, part.original) if sync.back else (part.original, part.shadow)
        held, value = part.value(quoting.name, of_shadow=not sync.back), part.value(of_row, of_shadow=sync.back)
        found.append(f"{held} = {comparable(value, theirs, ours)}")
    return " AND ".join(found)


def _differs(sync: RowSync, part: KeyPart) -> str:
    """Compared byte by byte where a collation would call two keys equal."""
    column = part.shadow if sync.back else part.original
    old, new = (part.value(row_of(row), of_shadow=sync.back) for row in ("OLD", "NEW"))
    if column.is_text or column.is_bytes:
        return f"NOT (CAST({old} AS BINARY) <=> CAST({new} AS BINARY))"
    if column.kind == "timestamp":
        # Two moments may read alike in the application's time zone.
        return f"NOT (UNIX_TIMESTAMP({old}) <=> UNIX_TIMESTAMP({new}))"
    return f"NOT ({old} <=> {new})"


def _target(sync: RowSync, to_table: str) -> str:
    return quoting.table_name(sync.schema, to_table)


def _computes(sync: RowSync) -> bool:
    """Whether it computes something of the plan's, which has to come to the same as in our sessions."""
    return sync.where is not None or any(each.source is None for each in sync.columns.columns)


def _depends_on_zone(sync: RowSync) -> bool:
    columns = (*sync.source.columns, *sync.target.columns)
    return _computes(sync) or any(column.kind == "timestamp" for column in columns)


def _hint(sync: RowSync, *, writes: bool = False) -> str:
    """MySQL: the application's time zone must not show in the shadow, nor how finely it divides.

    A DELETE checks foreign keys as its session does, unless it does itself what they do.
    """
    if sync.server.is_mariadb:
        return ""
    settings = ["SET_VAR(time_zone = '+00:00')"] if _depends_on_zone(sync) else []
    settings += ["SET_VAR(div_precision_increment = 4)"] if _computes(sync) else []
    settings += ["SET_VAR(foreign_key_checks = OFF)"] if writes and sync.skip_fk_checks else []
    return f"/*+ {' '.join(settings)} */ " if settings else ""


def _settings(sync: RowSync, *, writes: bool = False) -> str:
    """MariaDB: the same, and the application's snapshot must not refuse a row that the copy wrote."""
    if not sync.server.is_mariadb:
        return ""
    settings = ["time_zone = '+00:00'"] if _depends_on_zone(sync) else []
    settings += list(_OURS) if _computes(sync) else []
    settings += ["innodb_snapshot_isolation = OFF"] if sync.server.snapshot_isolation else []
    settings += ["foreign_key_checks = 0"] if writes and sync.skip_fk_checks else []
    return f"SET STATEMENT {', '.join(settings)} FOR " if settings else ""
