"""The text of the triggers, in the form that won by measurement (FACTS 8-11, 16-20, 26-29, 33)."""

from __future__ import annotations

from dataclasses import dataclass

from onlinealter.mysql.error_numbers import KEY_LEFT_OUT
from onlinealter.mysql.server import Server
from onlinealter.sql import quoting
from onlinealter.sql.statement import Statement
from onlinealter.tables.column_map import ColumnMap
from onlinealter.tables.copy_key import CopyKey, comparable, guarded
from onlinealter.tables.expression import Expression, RowName, row_of
from onlinealter.tables.facts import TableFacts
from onlinealter.tables.foreign_keys import ForeignKey
from onlinealter.tables.names import CONFLICT_TABLE, Names

_FRESH = " DECLARE _oa_fresh INT DEFAULT 0;"  # whether the key is new in the target, but for rows left out
_FITTING = " DECLARE _oa_old_fits, _oa_new_fits INT DEFAULT 0;"  # named as no column is
EVENTS = ("delete", "update", "insert")  # in the order of their making: no write is seen half


@dataclass(frozen=True)
class Mirror:
    """Keeps ``target`` in step with ``source``: each row written there is written here.

    ``back`` tells the reverse direction, which keeps the retired table in step for rollback. ``unchecked`` rows are
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
    unchecked: bool = False
    where: Expression | None = None
    left_out: bool = False
    itself: tuple[ForeignKey, ...] = ()

    @property
    def schema(self) -> str:
        """The schema of both tables."""
        return self.source.schema


def create_trigger(mirror: Mirror, event: str, on_table: str, to_table: str) -> Statement:
    """The trigger on ``on_table`` for ``insert``, ``update`` or ``delete`` that writes to ``to_table``.

    A write that the target refuses does not fail the application's statement: its key becomes a conflict, to be looked
    at again. 1146 is silent, because the target's existence decides the direction (FACTS 33); 1205 and 1213 can't be
    caught and aren't.
    """
    row = "OLD" if event == "delete" else "NEW"
    body = {"insert": _insert_body, "update": _update_body, "delete": _delete_body}[event](mirror, to_table)
    name = mirror.names.trigger(event, back=mirror.back)
    sql = (
        f"CREATE TRIGGER {quoting.table_name(mirror.schema, name)} AFTER {event.upper()}"
        f" ON {quoting.table_name(mirror.schema, on_table)} FOR EACH ROW BEGIN"
        f" DECLARE _oa_error INT DEFAULT 0;{_FITTING if mirror.where else ''}{_FRESH if mirror.left_out else ''}"
        f" DECLARE CONTINUE HANDLER FOR 1146 BEGIN {_after_missing_table(mirror, row, to_table)}END;"
        " DECLARE CONTINUE HANDLER FOR SQLEXCEPTION, 1265 BEGIN"
        f" GET DIAGNOSTICS CONDITION 1 _oa_error = MYSQL_ERRNO;{_mark(mirror, row, to_table) if mirror.left_out else ''}"
        f" {_note_conflict(mirror, row)}; END;"
        f" {body}; END"
    )
    return Statement(f"create the {'reverse ' if mirror.back else ''}{event} trigger", sql, (on_table,), exclusive=True)


def drop_trigger(schema: str, trigger: str, on_table: str) -> Statement:
    """Take a trigger away."""
    sql = f"DROP TRIGGER IF EXISTS {quoting.table_name(schema, trigger)}"
    return Statement(f"drop the trigger {trigger}", sql, (on_table,) if on_table else (), exclusive=bool(on_table))


def _insert_body(mirror: Mirror, to_table: str) -> str:
    write = _write(mirror, to_table, row_of("NEW"))
    if mirror.left_out:
        return _insert_new(mirror, to_table)
    if mirror.where is None:
        return write
    return f"{_look(mirror, mirror.where, 'new', row_of('NEW'))}; IF _oa_new_fits THEN {write}; END IF"


def _delete_body(mirror: Mirror, to_table: str) -> str:
    """Write the old row across, then delete it: the row is there, so only its record is locked and no gap (FACTS 9)."""
    if mirror.left_out:
        return f"IF NOT {_is_marked(mirror, 'OLD')} THEN {_leave(mirror, to_table)}; END IF"
    if mirror.where is None:
        return _leave(mirror, to_table)
    look = _look(mirror, mirror.where, "old", row_of("OLD"))
    return f"{look}; IF _oa_old_fits THEN {_leave(mirror, to_table)}; END IF"  # what was left out is not there


def _leave(mirror: Mirror, to_table: str) -> str:
    if mirror.itself and not mirror.server.is_mariadb:
        return f"{_write(mirror, to_table, row_of('OLD'))}; {_leave_with_others(mirror, to_table)}"
    delete = f"{_settings(mirror)}DELETE {_hint(mirror)}FROM {_target(mirror, to_table)} WHERE {_key_of(mirror, 'OLD')}"
    return f"{_write(mirror, to_table, row_of('OLD'))}; {delete}"


def _leave_with_others(mirror: Mirror, to_table: str) -> str:
    """MySQL 9 refuses that a table cascades to itself where a trigger deletes (error 6575): it is done here, row by row
    from index to index, so that no more is locked than by a cascade.
    """
    table, hint = _target(mirror, to_table), _hint(mirror, writes=True)
    key = tuple((part.original if mirror.back else part.shadow).name for part in mirror.key.parts)
    cleared = [
        f"UPDATE {hint}(SELECT {quoting.names(each.referenced)} FROM {table} WHERE {_key_of(mirror, 'OLD')} LIMIT 1) AS gone"
        f" STRAIGHT_JOIN {table} AS other ON {_leads(each)}"
        f" SET {', '.join(f'other.{quoting.name(name)} = NULL' for name in each.columns)}; "
        for each in mirror.itself
        if not each.deletes
    ]
    followed = [each for each in mirror.itself if each.deletes]
    needed = list(dict.fromkeys([*key, *(name for each in followed for name in each.referenced)]))
    others = "".join(
        f" UNION SELECT {', '.join(f'other.{quoting.name(name)}' for name in needed)}"
        f" FROM gone STRAIGHT_JOIN {table} AS other ON {_leads(each)}"
        for each in followed
    )
    same = " AND ".join(f"row_.{quoting.name(name)} = gone.{quoting.name(name)}" for name in key)
    return (
        f"{''.join(cleared)}DELETE {hint}row_ FROM (WITH RECURSIVE gone AS (SELECT {quoting.names(needed)} FROM {table}"
        f" WHERE {_key_of(mirror, 'OLD')}{others}) SELECT {quoting.names(list(key))} FROM gone) AS gone"
        f" STRAIGHT_JOIN {table} AS row_ ON {same}"
    )


def _leads(key: ForeignKey) -> str:
    pairs = zip(key.columns, key.referenced, strict=True)
    return " AND ".join(f"other.{quoting.name(ours)} = gone.{quoting.name(theirs)}" for ours, theirs in pairs)


def _update_body(mirror: Mirror, to_table: str) -> str:
    changed = " OR ".join(_differs(mirror, name) for name in _source_key(mirror))
    write = _write(mirror, to_table, row_of("NEW"))
    doubtful = _doubtful_columns(mirror)
    if doubtful:
        sure = " AND ".join(f"NEW.{quoting.name(name)} <=> OLD.{quoting.name(name)}" for name in doubtful)
        write = f"IF {sure} THEN {write}; ELSE {_write(mirror, to_table, _stored_row(mirror, doubtful))}; END IF"
    leave = _leave(mirror, to_table)
    if mirror.where is not None:
        return _filtered_update(mirror, mirror.where, changed, write, leave)
    if mirror.left_out:
        return _update_beside_left_out(mirror, to_table, changed, write, leave)
    if mirror.back:
        # The retired table has every row, with values of dropped columns too: the row is moved, not made anew.
        leave = f"{_move(mirror, to_table)}; IF ROW_COUNT() = 0 THEN {leave}; END IF"
    return f"IF {changed} THEN {leave}; END IF; {write}"


def _filtered_update(mirror: Mirror, where: Expression, changed: str, write: str, leave: str) -> str:
    """A row that no longer meets the condition leaves, one that begins to comes in. On MariaDB what NEW says of a column
    with ON UPDATE may be wrong (FACTS 16): it is read again.
    """
    doubtful = tuple(name for name in _doubtful_columns(mirror) if name in where.columns)
    new = _look(mirror, where, "new", _stored_row(mirror, doubtful) if doubtful else row_of("NEW"))
    old = _look(mirror, where, "old", row_of("OLD"))
    return (
        f"{old}; {new}; IF _oa_old_fits AND ({changed} OR NOT _oa_new_fits) THEN {leave}; END IF;"
        f" IF _oa_new_fits THEN {write}; END IF"
    )


def _look(mirror: Mirror, where: Expression, which: str, row: RowName) -> str:
    """Whether the row meets the condition, computed as the copy does it: not in the application's time zone."""
    return f"{_settings(mirror)}SELECT {_hint(mirror)}(({where.over(row)}) IS TRUE) INTO _oa_{which}_fits"


def _insert_new(mirror: Mirror, to_table: str) -> str:
    """A row whose key the target hasn't, unless a row that was left out has it: then that one stays."""
    columns = [each.target.name for each in mirror.columns.columns]
    values = ", ".join(each.expression.over(row_of("NEW")) for each in mirror.columns.columns)
    into = f"INTO {_target(mirror, to_table)} ({quoting.names(columns)}) VALUES ({values})"
    return f"SET _oa_fresh = 1; {_settings(mirror)}INSERT {_hint(mirror)}{into}"


def _mark(mirror: Mirror, row: str, to_table: str) -> str:
    """In the handler: a new key was refused while the target has a row of that key, which is one that was left out."""
    there = f"SELECT 1 FROM {_target(mirror, to_table)} WHERE {_key_of(mirror, row)}"
    return f" IF _oa_fresh AND EXISTS ({there}) THEN SET _oa_error = {KEY_LEFT_OUT}; END IF;"


def _is_marked(mirror: Mirror, row: str) -> str:
    """Whether the target's row of that key is one that was left out."""
    conflicts = quoting.table_name(mirror.schema, CONFLICT_TABLE)
    digest = f"UNHEX(SHA2(CONCAT_WS(',', {mirror.key.encoded(row_of(row), of_shadow=True)}), 256))"
    return (
        f"EXISTS (SELECT 1 FROM {conflicts} WHERE run = {quoting.text(mirror.names.run)} AND back = 1"
        f" AND digest = {digest} AND error = {KEY_LEFT_OUT})"
    )


def _update_beside_left_out(mirror: Mirror, to_table: str, changed: str, write: str, leave: str) -> str:
    insert = _insert_new(mirror, to_table)
    move = f"SET _oa_fresh = 1; {_move(mirror, to_table)}"
    moved = f"IF ROW_COUNT() = 0 OR _oa_error <> 0 THEN IF _oa_error <> 0 THEN {leave}; ELSE {insert}; END IF; END IF"
    return (
        f"IF {changed} THEN IF {_is_marked(mirror, 'OLD')} THEN {insert}; ELSE {move}; {moved}; END IF;"
        f" ELSEIF NOT {_is_marked(mirror, 'NEW')} THEN {write}; END IF"
    )


def _move(mirror: Mirror, to_table: str) -> str:
    new = row_of("NEW")
    sets = ", ".join(
        f"{quoting.name(each.target.name)} = {each.expression.over(new)}"
        for each in mirror.columns.columns
        if not each.filled
    )
    update = f"{_settings(mirror, writes=True)}UPDATE {_hint(mirror, writes=True)}{_target(mirror, to_table)}"
    return f"{update} SET {sets} WHERE {_key_of(mirror, 'OLD')}"


def _write(mirror: Mirror, to_table: str, row: RowName) -> str:
    """INSERT … ON DUPLICATE KEY UPDATE, the key first and guarded against meeting another row (FACTS 9, 11)."""
    table, mariadb = _target(mirror, to_table), mirror.server.is_mariadb
    columns = [each.target.name for each in mirror.columns.columns]
    values = ", ".join(each.expression.over(row) for each in mirror.columns.columns)
    kept_in_step = [each.target.name for each in mirror.columns.columns if not each.filled]
    parts = [part.original if mirror.back else part.shadow for part in mirror.key.parts]
    key = [part.name for part in parts]

    def given(column: str) -> str:
        return f"VALUES({quoting.name(column)})" if mariadb else f"incoming.{quoting.name(column)}"

    same = " AND ".join(f"{table}.{quoting.name(column)} <=> {given(column)}" for column in key)
    sets = [guarded(parts[0], table, same, given(key[0]))]
    sets += [f"{quoting.name(c)} = {given(c)}" for c in [*key[1:], *(c for c in kept_in_step if c not in key)]]
    return (
        f"{_settings(mirror, writes=True)}INSERT {_hint(mirror, writes=True)}INTO {table} ({quoting.names(columns)})"
        f" VALUES ({values})"
        f"{'' if mariadb else ' AS incoming'} ON DUPLICATE KEY UPDATE {', '.join(sets)}"
    )


def _after_missing_table(mirror: Mirror, row: str, to_table: str) -> str:
    """MariaDB says 1146 also of a table that was not there yet when a waiting statement began: then the key is noted."""
    if not mirror.server.is_mariadb:
        return ""
    there = (
        "SELECT 1 FROM information_schema.tables"
        f" WHERE table_schema = {quoting.text(mirror.schema)} AND table_name = {quoting.text(to_table)}"
    )
    return f"IF EXISTS ({there}) THEN SET _oa_error = 1146; {_note_conflict(mirror, row)}; END IF; "


def _note_conflict(mirror: Mirror, row: str) -> str:
    of_row = row_of(row)
    key = f"CONCAT_WS(',', {mirror.key.encoded(of_row, of_shadow=mirror.back)})"
    kept = f"IF(error = {KEY_LEFT_OUT}, error, _oa_error)" if mirror.left_out else "_oa_error"
    return (
        f"{_settings(mirror)}INSERT {_hint(mirror)}INTO {quoting.table_name(mirror.schema, CONFLICT_TABLE)}"
        " (run, back, digest, copy_key, error) VALUES"
        f" ({quoting.text(mirror.names.run)}, {int(mirror.back)}, UNHEX(SHA2({key}, 256)), {key}, _oa_error)"
        f" ON DUPLICATE KEY UPDATE seen = seen + 1, error = {kept}"
    )


def _doubtful_columns(mirror: Mirror) -> tuple[str, ...]:
    """MariaDB: columns with ON UPDATE, of which NEW lies after an update that changed nothing (FACTS 16)."""
    if not mirror.server.is_mariadb:
        return ()
    used = {name for each in mirror.columns.columns for name in each.expression.columns}
    used |= set(mirror.where.columns if mirror.where else ())
    return tuple(column.name for column in mirror.source.columns if column.updates_itself and column.name in used)


def _stored_row(mirror: Mirror, doubtful: tuple[str, ...]) -> RowName:
    """NEW, but doubtful columns are read again, from the name that the table has whenever its trigger has work.

    Only where they seem to have changed: having the table in the statement makes it three times as slow.
    """
    table = quoting.table_name(mirror.schema, mirror.names.original)
    which = " AND ".join(f"{table}.{quoting.name(name)} = NEW.{quoting.name(name)}" for name in _source_key(mirror))
    new = row_of("NEW")

    def row(name: str) -> str:
        return f"(SELECT {table}.{quoting.name(name)} FROM {table} WHERE {which})" if name in doubtful else new(name)

    return row


def _source_key(mirror: Mirror) -> tuple[str, ...]:
    return mirror.key.names(of_shadow=mirror.back)


def _key_of(mirror: Mirror, row: str) -> str:
    sides = [(part.shadow, part.original) if mirror.back else (part.original, part.shadow) for part in mirror.key.parts]
    of_row = row_of(row)
    return " AND ".join(
        f"{quoting.name(ours.name)} = {comparable(of_row(theirs.name), theirs, ours)}" for theirs, ours in sides
    )


def _differs(mirror: Mirror, name: str) -> str:
    """Compared byte by byte where a collation would call two keys equal (FACTS 10)."""
    column, quoted = mirror.source.column(name), quoting.name(name)
    if column is not None and (column.is_text or column.is_bytes):
        return f"NOT (CAST(OLD.{quoted} AS BINARY) <=> CAST(NEW.{quoted} AS BINARY))"
    if column is not None and column.kind == "timestamp":
        # Two moments may read alike in the application's time zone.
        return f"NOT (UNIX_TIMESTAMP(OLD.{quoted}) <=> UNIX_TIMESTAMP(NEW.{quoted}))"
    return f"NOT (OLD.{quoted} <=> NEW.{quoted})"


def _target(mirror: Mirror, to_table: str) -> str:
    return quoting.table_name(mirror.schema, to_table)


def _depends_on_zone(mirror: Mirror) -> bool:
    columns = (*mirror.source.columns, *mirror.target.columns)
    computed = mirror.where is not None or any(each.source is None for each in mirror.columns.columns)
    return computed or any(column.kind == "timestamp" for column in columns)


def _hint(mirror: Mirror, *, writes: bool = False) -> str:
    """MySQL: the application's time zone must not show in the shadow (FACTS 27, 28).

    A DELETE checks foreign keys as its session does, unless it does itself what they do.
    """
    if mirror.server.is_mariadb:
        return ""
    settings = ["SET_VAR(time_zone = '+00:00')"] if _depends_on_zone(mirror) else []
    settings += ["SET_VAR(foreign_key_checks = OFF)"] if writes and mirror.unchecked else []
    return f"/*+ {' '.join(settings)} */ " if settings else ""


def _settings(mirror: Mirror, *, writes: bool = False) -> str:
    """MariaDB: the same, and the application's snapshot must not refuse a row that the copy wrote (FACTS 17)."""
    if not mirror.server.is_mariadb:
        return ""
    settings = ["time_zone = '+00:00'"] if _depends_on_zone(mirror) else []
    settings += ["innodb_snapshot_isolation = OFF"] if mirror.server.snapshot_isolation else []
    settings += ["foreign_key_checks = 0"] if writes and mirror.unchecked else []
    return f"SET STATEMENT {', '.join(settings)} FOR " if settings else ""
