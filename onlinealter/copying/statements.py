"""The text of the copy: look-ahead, copy statement, copying a row again."""

from __future__ import annotations

import json
from dataclasses import dataclass

from onlinealter.copying.method import Method
from onlinealter.mysql.server import Server
from onlinealter.sql import quoting
from onlinealter.tables.chunks import KeyRange
from onlinealter.tables.column_map import ColumnMap
from onlinealter.tables.copy_key import CopyKey, Key
from onlinealter.tables.expression import Expression, row_of
from onlinealter.tables.facts import TableFacts
from onlinealter.tables.foreign_keys import ForeignKey
from onlinealter.tables.names import CHUNK_TABLE, CONFLICT_TABLE, PREFIX
from onlinealter.tables.statements import key_of_row


@dataclass(frozen=True)
class Copy:
    """What is copied: the tables, their columns, their common key, and how.

    ``skip_fk_checks`` rows are written without a look at foreign keys, which would lock the parents' rows: the original's
    have looked already. ``renewed`` columns come from nowhere and hold their default until the swap.
    """

    original: TableFacts
    shadow_name: str
    columns: ColumnMap
    key: CopyKey
    server: Server
    method: Method
    skip_fk_checks: bool = False
    where: Expression | None = None
    renewed: tuple[str, ...] = ()

    @property
    def shadow(self) -> str:
        """The shadow's name, quoted."""
        return quoting.table_name(self.original.schema, self.shadow_name)


_ORPHANS = 10  # of those, to be named
_ROW = row_of("original")
_COPIED = row_of("copied")


def look_ahead(copy: Copy, key_range: KeyRange, rows: int) -> str:
    """The key of the n-th row of a key range, from the index alone."""
    return key_of_row(copy.key, _ROW, _source(copy), _within(copy, key_range), rows)


def outermost_key(copy: Copy, *, highest: bool) -> str:
    """The highest, or lowest, key of the original."""
    way = " DESC" if highest else " ASC"
    return f"SELECT {copy.key.encoded(_ROW)} FROM {_source(copy)} ORDER BY {copy.key.order(_ROW, way)} LIMIT 1"


def copy_key_range(copy: Copy, key_range: KeyRange, *, look: bool = True, single: bool = False) -> str:
    """Copy the rows of a key range that the triggers haven't brought yet; without the ``look`` it fails with 1062 if they
    have brought one.

    Locks the source rows and the next one above, nothing else, and never waits for the application's locks. Where the
    ``single`` row of the key range is the one at its high end, the next isn't locked.
    """
    within = copy.key.equals(_ROW, key_range.high) if single and key_range.high else _within(copy, key_range)
    if copy.where is not None:
        within += f" AND {_fits(copy.where)}"
    if copy.method is Method.TOUCH:
        return _touch(copy, within)
    columns = quoting.names([each.target.name for each in copy.columns.columns])
    rows = f"FROM {_source(copy)} WHERE {within}"
    missing = f"{rows} AND {_not_there(copy)} {_locked(copy.server)}" if look else f"{rows} {_locked(copy.server)}"
    values = [each.expression.over(_ROW) for each in copy.columns.columns]
    if copy.method is Method.ROWS:
        # MariaDB holds a table's AUTO_INCREMENT through an INSERT … SELECT, but not through INSERTs of single rows.
        named = ", ".join(f"{value} AS v{number}" for number, value in enumerate(values))
        row = ", ".join(f"r.v{number}" for number in range(len(values)))
        return (
            f"BEGIN NOT ATOMIC SET @oa_copied = 0; FOR r IN (SELECT {named} {missing}) DO"
            f" {_insert(copy)} ({columns}) VALUES ({row}); SET @oa_copied = @oa_copied + 1; END FOR; END"
        )
    return f"{_insert(copy)} ({columns}) SELECT {', '.join(values)} {missing}"


def _insert(copy: Copy) -> str:
    if not copy.skip_fk_checks:
        return f"INSERT INTO {copy.shadow}"
    if copy.server.is_mariadb:
        return f"SET STATEMENT foreign_key_checks = 0 FOR INSERT INTO {copy.shadow}"
    return f"INSERT /*+ SET_VAR(foreign_key_checks = OFF) */ INTO {copy.shadow}"


def orphans(copy: Copy, key_range: KeyRange, key: ForeignKey) -> str:
    """The keys of some rows of a key range that have no parent by a foreign key; a NULL needs none."""
    parent = quoting.table_name(key.schema or copy.original.schema, key.table or copy.original.name)
    pairs = list(zip(key.columns, key.referenced, strict=True))
    same = " AND ".join(f"parent.{quoting.name(theirs)} = {_ROW(ours)}" for ours, theirs in pairs)
    given = " AND ".join(f"{_ROW(ours)} IS NOT NULL" for ours, _ in pairs)
    return (
        f"SELECT {copy.key.encoded(_ROW)} FROM {_source(copy)} LEFT JOIN {parent} AS parent ON {same}"
        f" WHERE {copy.key.within(_ROW, key_range.low, key_range.high)} AND {given}"
        f" AND parent.{quoting.name(key.referenced[0])} IS NULL LIMIT {_ORPHANS}"
    )


def find_missing(copy: Copy, key_range: KeyRange) -> str:
    """Whether a key range has a row that the shadow hasn't; asks without a lock."""
    fits = "" if copy.where is None else f" AND {_fits(copy.where)}"
    return f"SELECT 1 FROM {_source(copy)} WHERE {_within(copy, key_range)}{fits} AND {_not_there(copy)} LIMIT 1"


def note_chunk(copy: Copy, run: str, chunk: KeyRange) -> str:
    """A chunk that nothing was left to copy of."""
    return _note_chunk(copy, run, chunk, "0", "0")


def copy_chunk(
    copy: Copy, run: str, chunk: KeyRange, *, look: bool = True, single: bool = False, expected: int = 0
) -> list[str]:
    """A chunk and its line in the journal, in one transaction that is still to be committed.

    The line says how many rows were copied; ``expected`` where the server doesn't know: when it can't answer, because the
    connection is lost, it takes the next statement's ROW_COUNT() as -1.
    """
    copied = "@oa_copied" if copy.method is Method.ROWS else f"IF(ROW_COUNT() < 0, {expected}, ROW_COUNT())"
    touches = copy.method is Method.TOUCH
    # Once more behind the touch, where nobody can make a trigger any more: then nothing has been fired, or all is undone.
    return [
        f"SET @oa_began = {fails_if_fired(copy, run, 'NOW(6)') if touches else 'NOW(6)'}",
        "BEGIN",
        copy_key_range(copy, chunk, look=look, single=single),
        _note_chunk(copy, run, chunk, copied, "TIMESTAMPDIFF(MICROSECOND, @oa_began, NOW(6)) / 1e6"),
        *([f"DO {fails_if_fired(copy, run, '0')}"] if touches else []),
    ]


def fired_triggers(copy: Copy, run: str) -> str:
    """The UPDATE triggers of others on the original, which a touch fires."""
    ours = quoting.text(f"{PREFIX}{run}_")
    return (
        "SELECT trigger_name FROM information_schema.triggers"
        f" WHERE event_object_schema = {quoting.text(copy.original.schema)}"
        f" AND event_object_table = {quoting.text(copy.original.name)} AND event_manipulation = 'UPDATE'"
        f" AND LEFT(trigger_name, CHAR_LENGTH({ours})) <> {ours}"
    )


def fails_if_fired(copy: Copy, run: str, otherwise: str) -> str:
    """An expression that fails with 1242 where a touch would fire others' triggers."""
    return f"IF(EXISTS ({fired_triggers(copy, run)}), (SELECT 1 UNION SELECT 2), {otherwise})"


COPYING = 2
"""Which of the statements of :func:`copy_chunk` copies."""


def leave_out_row(copy: Copy, run: str, chunk: KeyRange, key: Key, error: int) -> list[str]:
    """A chunk of one row that the shadow can't hold: noted as a conflict, as the triggers note theirs, and as done."""
    return [
        "BEGIN",
        _note_conflict(copy, run, key, error),
        note_chunk(copy, run, chunk),
        "COMMIT",
    ]


def _note_chunk(copy: Copy, run: str, chunk: KeyRange, rows: str, seconds: str) -> str:
    low, high = ("NULL" if key is None else quoting.text(json.dumps(key)) for key in (chunk.low, chunk.high))
    return (
        f"INSERT INTO {_beside(copy, CHUNK_TABLE)} (run, phase, position, part, low_key, high_key, row_count, seconds)"
        f" VALUES ({quoting.text(run)}, 'copy', {chunk.position}, {chunk.part}, {low}, {high}, {rows}, {seconds})"
    )


def find_chunk(copy: Copy, run: str, chunk: KeyRange) -> str:
    """Whether the journal has the chunk, or a row that stands for it among others."""
    position, part = chunk.position, chunk.part
    return (
        f"SELECT 1 FROM {_beside(copy, CHUNK_TABLE)} WHERE run = {quoting.text(run)} AND phase = 'copy'"
        f" AND position >= {position} AND (position > {position} OR part >= {part})"
        f" AND (position = {position} AND part = {part}"
        f" OR first_position < {position} OR (first_position = {position} AND first_part <= {part})) LIMIT 1"
    )


def _note_conflict(copy: Copy, run: str, key: Key, error: int) -> str:
    text = quoting.text(",".join(key))
    return (
        f"INSERT INTO {_beside(copy, CONFLICT_TABLE)} (run, back, digest, copy_key, error)"
        f" VALUES ({quoting.text(run)}, 0, UNHEX(SHA2({text}, 256)), {text}, {error})"
        f" ON DUPLICATE KEY UPDATE seen = seen + 1, error = {error}"
    )


def lock_gaps_too() -> str:
    """For the next transaction: what isn't there is locked as well."""
    return "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ"


def hold_row(copy: Copy, key: Key) -> str:
    """Lock the original's row of a key, or the gap where it would be (at REPEATABLE READ); says whether it gets across."""
    there = "1" if copy.where is None else _fits(copy.where)
    return f"SELECT {there} FROM {_source(copy)} WHERE {copy.key.equals(_ROW, key)} FOR UPDATE"


def find_row(copy: Copy, key: Key) -> str:
    return f"SELECT 1 FROM {_source(copy)} WHERE {copy.key.equals(_ROW, key)}"


def remove_row(copy: Copy, key: Key) -> str:
    """Take the shadow's row of a key away."""
    return f"DELETE FROM {copy.shadow} WHERE {copy.key.equals(quoting.name, key, of_shadow=True)}"


def unlike_any(copy: Copy, key: Key) -> str:
    """MySQL writes nothing of a JSON value that equals what is there but for its type (1.0 for 1): make the shadow's row of
    a key hold something else first. Empty where there is no such column.
    """
    values = [
        f"{quoting.name(each.target.name)} = {'NULL' if each.target.nullable else 'JSON_ARRAY()'}"
        for each in copy.columns.columns
        if each.target.kind == "json" and not copy.server.is_mariadb
    ]
    if not values:
        return ""
    row = copy.key.equals(quoting.name, key, of_shadow=True)
    return f"UPDATE {copy.shadow} SET {', '.join(values)} WHERE {row}"


def write_row(copy: Copy, key: Key) -> str:
    """Make the shadow's row of a key what the original's says; other columns keep their value, but those renewed."""
    values = {each.target.name: each.expression.over(_ROW) for each in copy.columns.columns}
    kept_in_step = [each.target for each in copy.columns.columns if not each.filled]
    sets = copy.key.sets(copy.shadow, values.__getitem__, kept_in_step, of_shadow=True)
    sets += [f"{quoting.name(name)} = {values.get(name, 'DEFAULT')}" for name in copy.renewed]
    return (
        f"{_insert(copy)} ({quoting.names(list(values))}) SELECT {', '.join(values.values())}"
        f" FROM {_source(copy)} WHERE {copy.key.equals(_ROW, key)} ON DUPLICATE KEY UPDATE {', '.join(sets)}"
    )


def use_with_triggers(table: str) -> str:
    """Deletes nothing from ``table``, a quoted name, opens the tables that its triggers write, and until the end of the
    transaction keeps others from LOCK TABLES … WRITE on it.

    The server must be able to look into a partition: MariaDB (10.11 and 11.8, measured) keeps an opened partitioned table
    of which a statement needed no partition, as in a join ON FALSE, in such a state that the next UPDATE or DELETE that
    goes through the whole index, of whatever session, finds no row.
    """
    return f"DELETE FROM {table} WHERE FALSE"


def _fits(where: Expression) -> str:
    """The original's row is one of those that get across."""
    return f"(({where.over(_ROW)}) IS TRUE)"


def _within(copy: Copy, key_range: KeyRange) -> str:
    return copy.key.within(_ROW, key_range.low, key_range.high)


def _not_there(copy: Copy) -> str:
    return f"NOT EXISTS (SELECT 1 FROM {copy.shadow} AS copied WHERE {copy.key.same_row(_ROW, _COPIED)})"


def _source(copy: Copy) -> str:
    return f"{copy.original.sql_name} AS original FORCE INDEX ({quoting.name(copy.key.original_index)})"


def _beside(copy: Copy, table: str) -> str:
    return quoting.table_name(copy.original.schema, table)


def _touch(copy: Copy, within: str) -> str:
    """Columns with ON UPDATE are named too, or they would change."""
    columns = [part.original for part in copy.key.parts] + list(copy.original.columns)
    touched = [next(column.name for column in columns if not column.generated)]
    touched += [column.name for column in copy.original.columns if column.updates_itself and column.name not in touched]
    sets = ", ".join(f"{_ROW(name)} = {_ROW(name)}" for name in touched)
    return f"UPDATE {_source(copy)} SET {sets} WHERE {within}"


def touch_one_row(copy: Copy, run: str) -> list[str]:
    """Fire the update trigger for the first row, and leave nothing of it."""
    touch = f"{_touch(copy, 'TRUE')} ORDER BY {copy.key.order(_ROW)} LIMIT 1"
    return ["BEGIN", f"DO {fails_if_fired(copy, run, '0')}", touch, "ROLLBACK"]


def _locked(server: Server) -> str:
    # MariaDB's sessions have innodb_lock_wait_timeout = 0, which is NOWAIT for every row.
    return "LOCK IN SHARE MODE" if server.is_mariadb else "FOR SHARE OF original NOWAIT"
