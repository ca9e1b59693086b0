"""The journal's tables and what is asked of them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence

from onlinealter.mysql.statements import processes
from onlinealter.sql import quoting
from onlinealter.tables.names import ANSWER_TABLE, CHUNK_TABLE, CONFLICT_TABLE, JOURNAL_TABLES, LEDGER_TABLE, RUN_TABLE

JOURNAL_VERSION = 6

_OPENED = "`_oa_opened`"
_OPTIONS = "ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin ROW_FORMAT=DYNAMIC"

RUN_COLUMNS = (
    "id", "table_name", "plan_name", "plan", "state", "method", "server_identity", "original_definition", "original_id",
    "new_definition", "shadow_id", "deferred", "last_key", "estimated_rows", "copied_rows", "copied_at", "verification",
    "failure", "pause_requested", "owner_host", "owner_process", "owner_since", "created_at",
    "updated_at", "journal_version", "changes", "waiting", "binlog_use", "carrying", "children", "generation",
    "verified_generation", "verified_at", "begun_by", "measured",
)  # fmt: skip

_LONG_TEXTS = frozenset({"plan", "original_definition", "new_definition", "deferred", "children", "carrying"})
_LONGEST_TEXT = 8_000_000  # characters; others may write what they like there
MOST_RUNS = 10_000

# What versions after the first have added: the column's definition, and what stands for it in an older journal.
ADDED_TO_RUN = {
    "generation": ("generation BIGINT NOT NULL DEFAULT 0", "0"),
    "verified_generation": ("verified_generation BIGINT NOT NULL DEFAULT -1", "-1"),
    "verified_at": ("verified_at DATETIME(6) NULL", "NULL"),
    "begun_by": ("begun_by VARCHAR(255) NOT NULL DEFAULT ''", "''"),
    "measured": ("measured TEXT NULL", "NULL"),
}
ADDED_TO_LEDGER = {"identity": ("identity TEXT NULL", "NULL")}
ADDED_TO_CHUNK = {
    "first_position": ("first_position BIGINT NULL", "NULL"),
    "first_part": ("first_part INT NULL", "NULL"),
}


def create_journal(schema: str) -> tuple[str, ...]:
    """The journal's four tables, in the original's schema, so that they replicate and travel with it."""

    def table(name: str, body: str) -> str:
        return f"CREATE TABLE IF NOT EXISTS {quoting.table_name(schema, name)} ({body}) {_OPTIONS}"

    return (
        table(
            RUN_TABLE,
            "id VARCHAR(16) NOT NULL PRIMARY KEY, table_name VARCHAR(64) NOT NULL, plan_name VARCHAR(255) NOT NULL,"
            " plan LONGTEXT NOT NULL, state VARCHAR(16) NOT NULL, method VARCHAR(16) NOT NULL,"
            " server_identity VARCHAR(512) NOT NULL, original_definition LONGTEXT NOT NULL,"
            " original_id TEXT NOT NULL, new_definition LONGTEXT NOT NULL,"
            " shadow_id TEXT NOT NULL, deferred LONGTEXT NOT NULL, carrying LONGTEXT NULL, children LONGTEXT NOT NULL,"
            " last_key TEXT NULL,"
            " estimated_rows BIGINT NOT NULL DEFAULT 0, copied_rows BIGINT NOT NULL DEFAULT 0,"
            " copied_at DATETIME(6) NULL, verification VARCHAR(16) NOT NULL DEFAULT '', failure TEXT NOT NULL,"
            " pause_requested TINYINT NOT NULL DEFAULT 0, owner_host VARCHAR(255) NOT NULL DEFAULT '',"
            " owner_process BIGINT NOT NULL DEFAULT 0, owner_since DATETIME(6) NULL, heartbeat DATETIME(6) NULL,"
            " marker BIGINT NOT NULL DEFAULT 0, created_at DATETIME(6) NOT NULL, updated_at DATETIME(6) NOT NULL,"
            " journal_version INT NOT NULL, tool_version VARCHAR(32) NOT NULL, changes TEXT NULL, waiting TEXT NULL,"
            " binlog_use TEXT NULL, generation BIGINT NOT NULL DEFAULT 0, verified_generation BIGINT NOT NULL DEFAULT -1,"
            " verified_at DATETIME(6) NULL, begun_by VARCHAR(255) NOT NULL DEFAULT '', measured TEXT NULL",
        ),
        table(
            CHUNK_TABLE,
            "run VARCHAR(16) NOT NULL, phase VARCHAR(16) NOT NULL, position BIGINT NOT NULL, part INT NOT NULL,"
            " low_key TEXT NULL, high_key TEXT NULL, row_count BIGINT NOT NULL, seconds DOUBLE NOT NULL,"
            " first_position BIGINT NULL, first_part INT NULL, PRIMARY KEY (run, phase, position, part)",
        ),
        table(
            CONFLICT_TABLE,
            "run VARCHAR(16) NOT NULL, back TINYINT NOT NULL, digest BINARY(32) NOT NULL, copy_key TEXT NOT NULL,"
            " error INT NOT NULL, seen INT NOT NULL DEFAULT 1, PRIMARY KEY (run, back, digest)",
        ),
        table(
            LEDGER_TABLE,
            "run VARCHAR(16) NOT NULL, position INT NOT NULL, kind VARCHAR(16) NOT NULL, name VARCHAR(64) NOT NULL,"
            " made TINYINT NOT NULL DEFAULT 0, gone TINYINT NOT NULL DEFAULT 0, identity TEXT NULL,"
            " PRIMARY KEY (run, position)",
        ),
    )


def select_runs(schema: str, *, condition: str, columns: Collection[str] = RUN_COLUMNS) -> str:
    """Runs that meet a condition, the newest last; ``columns`` are those that the table has, in an older journal fewer."""

    def read(name: str) -> str:
        if name not in columns:
            return f"{ADDED_TO_RUN[name][1]} AS {name}"
        return f"LEFT({name}, {_LONGEST_TEXT}) AS {name}" if name in _LONG_TEXTS else name

    given = ", ".join(map(read, RUN_COLUMNS))
    return f"SELECT {given} FROM {_run(schema)} WHERE {condition} ORDER BY created_at, id LIMIT {MOST_RUNS + 1}"


def select_columns(schema: str) -> str:
    """The columns of the journal's tables, and whether they are tables."""
    return _of_its_columns(schema, lambda _: "t.table_name, c.column_name, t.table_type")


def select_shapes(schema: str) -> str:
    """How many columns each of the journal's tables has, and the sum of their names' checksums: a row for each table, where
    the columns would be seventy.
    """
    sums = "MAX(t.table_type), COUNT(*), SUM(CRC32(LOWER(c.column_name)))"
    return _of_its_columns(schema, lambda table: f"{quoting.text(table)}, {sums}")


def _of_its_columns(schema: str, what: Callable[[str], str]) -> str:
    """Each table is asked for by itself: given several names, MariaDB looks at all tables of the schema."""
    return " UNION ALL ".join(
        f"SELECT {what(table)} FROM information_schema.columns c JOIN information_schema.tables t"
        f" ON t.table_schema = {quoting.text(schema)} AND t.table_name = {quoting.text(table)}"
        f" WHERE c.table_schema = {quoting.text(schema)} AND c.table_name = {quoting.text(table)}"
        for table in (*JOURNAL_TABLES, ANSWER_TABLE)
    )


def newest_version(schema: str) -> str:
    """The run with the highest version, that version, and the tool that wrote it."""
    return f"SELECT id, journal_version, tool_version FROM {_run(schema)} ORDER BY journal_version DESC, id LIMIT 1"


def rename_away(schema: str, table: str) -> str:
    """Give a name of the journal's free."""
    return f"RENAME TABLE {quoting.table_name(schema, table)} TO {quoting.table_name(schema, f'{table}_of_others')}"


def add_columns(schema: str, table: str, definitions: Sequence[str]) -> str:
    """Give an older journal's table what it lacks."""
    adds = ", ".join(f"ADD COLUMN {definition}" for definition in definitions)
    return f"ALTER TABLE {quoting.table_name(schema, table)} {adds}"


def note_version(schema: str) -> str:
    """The runs of an older journal are of this version now."""
    return f"UPDATE {_run(schema)} SET journal_version = {JOURNAL_VERSION} WHERE journal_version < {JOURNAL_VERSION}"


def insert_run(schema: str) -> str:
    """A new run; its values are parameters."""
    columns = (
        "id", "table_name", "plan_name", "plan", "state", "method", "server_identity", "original_definition",
        "original_id", "new_definition", "shadow_id", "deferred", "children", "failure", "estimated_rows", "journal_version",
        "tool_version", "begun_by",
    )  # fmt: skip
    return (
        f"INSERT INTO {_run(schema)} ({', '.join(columns)}, created_at, updated_at)"
        f" VALUES ({', '.join(['%s'] * len(columns))}, UTC_TIMESTAMP(6), UTC_TIMESTAMP(6))"
    )


def update_run(schema: str, columns: tuple[str, ...]) -> str:
    """Set columns of a run; the values and then the id are parameters."""
    sets = ", ".join(f"{quoting.name(column)} = %s" for column in columns)
    return f"UPDATE {_run(schema)} SET {sets}, updated_at = UTC_TIMESTAMP(6) WHERE id = %s"


def note_copied(schema: str) -> str:
    """The copy's end by the server's clock."""
    return f"UPDATE {_run(schema)} SET copied_at = UTC_TIMESTAMP(6) WHERE id = %s AND copied_at IS NULL"


def own_run(schema: str) -> str:
    """Who is at work; host, process and id are parameters. What an earlier owner waited for is over, and that it was asked
    to stop.
    """
    sets = "owner_host = %s, owner_process = %s, owner_since = UTC_TIMESTAMP(6), waiting = NULL"
    return f"UPDATE {_run(schema)} SET {sets}, pause_requested = pause_requested & {PAUSE} WHERE id = %s"


PAUSE, STOP = 1, 2  # of pause_requested; an older tool at work pauses at either


def read_orders(schema: str) -> str:
    """What somebody asks the process at work to do; the id is a parameter."""
    return f"SELECT pause_requested FROM {_run(schema)} WHERE id = %s"


def give_order(schema: str, order: int) -> str:
    """Ask for one more thing; the id is a parameter."""
    sets = f"pause_requested = pause_requested | {order}, updated_at = UTC_TIMESTAMP(6)"
    return f"UPDATE {_run(schema)} SET {sets} WHERE id = %s"


def take_order_back(schema: str, order: int) -> str:
    """Ask for it no more; the id is a parameter."""
    sets = f"pause_requested = pause_requested & ~{order}, updated_at = UTC_TIMESTAMP(6)"
    return f"UPDATE {_run(schema)} SET {sets} WHERE id = %s"


def note_waiting(schema: str) -> str:
    """What the process at work waits for; that and the id are parameters."""
    return f"UPDATE {_run(schema)} SET waiting = %s WHERE id = %s"


def hold_changes(schema: str) -> str:
    """The settings changed while the run is at work, held until the transaction's end."""
    return f"SELECT changes FROM {_run(schema)} WHERE id = %s FOR UPDATE"


def set_marker(schema: str) -> str:
    """A number for the replicas to arrive at."""
    return f"UPDATE {_run(schema)} SET marker = marker + 1 WHERE id = %s"


def read_marker(schema: str) -> str:
    """The number as this server has it."""
    return f"SELECT marker FROM {_run(schema)} WHERE id = %s"


def select_chunks(schema: str) -> str:
    """A part of a run's chunks in the order of their keys; run, the last position, it again, the last part and how many
    are parameters.
    """
    return (
        "SELECT position, part, low_key, high_key, row_count, seconds, COALESCE(first_position, position),"
        f" COALESCE(first_part, part) FROM {quoting.table_name(schema, CHUNK_TABLE)}"
        " WHERE run = %s AND phase = 'copy' AND position >= %s AND (position > %s OR part > %s)"
        " ORDER BY position, part LIMIT %s"
    )


def merge_into_chunk(schema: str) -> str:
    """Let a chunk's row stand for the chunks before it too: lower key, rows, seconds, and the number of the first; then run,
    position, part and rows as they were are parameters.
    """
    return (
        f"UPDATE {quoting.table_name(schema, CHUNK_TABLE)} SET low_key = %s, row_count = %s, seconds = %s,"
        " first_position = %s, first_part = %s"
        " WHERE run = %s AND phase = 'copy' AND position = %s AND part = %s AND row_count = %s"
    )


def delete_merged_chunks(schema: str) -> str:
    """Those that another row stands for: run, the first one's position, it again, its part; the last one's position, it
    again, and its part, which stays, are parameters.
    """
    return (
        f"DELETE FROM {quoting.table_name(schema, CHUNK_TABLE)} WHERE run = %s AND phase = 'copy'"
        " AND position >= %s AND (position > %s OR part >= %s) AND (position < %s OR (position = %s AND part < %s))"
    )


def select_search(schema: str) -> str:
    """What a run's scan the old rows has found so far."""
    return f"SELECT low_key FROM {quoting.table_name(schema, CHUNK_TABLE)} WHERE run = %s AND phase = 'search'"


def keep_search(schema: str) -> str:
    """Keep that, with the number of rows; the run, text and number, and both once more, are parameters."""
    return (
        f"INSERT INTO {quoting.table_name(schema, CHUNK_TABLE)} (run, phase, position, part, low_key, row_count, seconds)"
        " VALUES (%s, 'search', 0, 0, %s, %s, 0) ON DUPLICATE KEY UPDATE low_key = %s, row_count = %s"
    )


def drop_journal(schema: str, tables: Collection[str]) -> str:
    """Drop the journal's tables, in one statement."""
    return f"DROP TABLE {', '.join(quoting.table_name(schema, table) for table in sorted(tables))}"


def sum_copied(schema: str) -> str:
    """Rows of a run's copied chunks, the seconds that they took, and their lines."""
    table = quoting.table_name(schema, CHUNK_TABLE)
    return f"SELECT SUM(row_count), SUM(seconds), COUNT(*) FROM {table} WHERE run = %s AND phase = 'copy'"


def delete_some_chunks(schema: str) -> str:
    """Forget some chunks, whatever their phase; run and how many are parameters."""
    return f"DELETE FROM {quoting.table_name(schema, CHUNK_TABLE)} WHERE run = %s ORDER BY phase, position, part LIMIT %s"


def select_conflicts(schema: str) -> str:
    """A run's open conflicts of one direction behind one of them, in the order of the primary key; run, direction, that
    one's digest in hexadecimal digits and how many are parameters.
    """
    return (
        f"SELECT digest, copy_key, error, seen FROM {quoting.table_name(schema, CONFLICT_TABLE)}"
        " WHERE run = %s AND back = %s AND digest > UNHEX(%s) ORDER BY digest LIMIT %s"
    )


def count_conflicts(schema: str) -> str:
    """How many open conflicts a run has in one direction."""
    return f"SELECT COUNT(*) FROM {quoting.table_name(schema, CONFLICT_TABLE)} WHERE run = %s AND back = %s"


def open_conflicts(schema: str) -> str:
    """MariaDB: for reading without a statement that uses the table (see conflict_store)."""
    return f"HANDLER {quoting.table_name(schema, CONFLICT_TABLE)} OPEN AS {_OPENED}"


def read_opened_conflicts() -> str:
    """The same for a table that is opened; run and direction twice, and the most of them, are parameters."""
    return f"HANDLER {_OPENED} READ `PRIMARY` >= (%s, %s) WHERE run = %s AND back = %s LIMIT %s"


def read_more_conflicts(after: bytes) -> str:
    """The next ones, behind the one with this digest."""
    return f"HANDLER {_OPENED} READ `PRIMARY` > (%s, %s, x'{after.hex()}') WHERE run = %s AND back = %s LIMIT %s"


def close_conflicts() -> str:
    """The end of reading."""
    return f"HANDLER {_OPENED} CLOSE"


def settle_conflict(schema: str) -> str:
    """A conflict is settled unless it was seen again meanwhile; found by the primary key."""
    return f"{forget_conflicts(schema)} AND digest = UNHEX(%s) AND seen = %s"


def forget_conflicts(schema: str) -> str:
    """All conflicts of a run's one direction are settled."""
    return f"DELETE FROM {quoting.table_name(schema, CONFLICT_TABLE)} WHERE run = %s AND back = %s"


def select_ledger(schema: str) -> str:
    """What a run made, in the order of making."""
    return (
        f"SELECT position, kind, name, made, gone, identity FROM {quoting.table_name(schema, LEDGER_TABLE)}"
        " WHERE run = %s ORDER BY position"
    )


def insert_ledger(schema: str) -> str:
    """An intention to make something."""
    return (
        f"INSERT INTO {quoting.table_name(schema, LEDGER_TABLE)} (run, position, kind, name)"
        " SELECT %s, COALESCE(MAX(position), 0) + 1, %s, %s"
        f" FROM {quoting.table_name(schema, LEDGER_TABLE)} WHERE run = %s"
    )


def note_made(schema: str) -> str:
    """What was intended is there, under an identity."""
    return (
        f"UPDATE {quoting.table_name(schema, LEDGER_TABLE)} SET made = 1, identity = %s"
        " WHERE run = %s AND kind = %s AND name = %s AND gone = 0"
    )


def note_gone(schema: str) -> str:
    """What was made is no more."""
    return (
        f"UPDATE {quoting.table_name(schema, LEDGER_TABLE)} SET gone = 1"
        " WHERE run = %s AND kind = %s AND name = %s AND gone = 0"
    )


def end_generation(schema: str) -> str:
    """What was proven of a run counts no more."""
    return f"UPDATE {_run(schema)} SET generation = generation + 1, verification = '' WHERE id = %s"


def keep_proof(schema: str) -> str:
    """What the verification of a generation said; outcome, generation and id are parameters."""
    sets = "verification = %s, verified_generation = %s, verified_at = UTC_TIMESTAMP(6)"
    return f"UPDATE {_run(schema)} SET {sets} WHERE id = %s"


def seconds_since_proof(schema: str) -> str:
    """How long ago a verification ended; one from the future is as far away."""
    return f"SELECT ABS(TIMESTAMPDIFF(SECOND, verified_at, UTC_TIMESTAMP(6))) FROM {_run(schema)} WHERE id = %s"


def seconds_since_copy(schema: str) -> str:
    """How long ago the copy ended."""
    return f"SELECT GREATEST(0, TIMESTAMPDIFF(SECOND, copied_at, UTC_TIMESTAMP(6))) FROM {_run(schema)} WHERE id = %s"


def take_lock() -> str:
    """Own a run: one process at a time; name and seconds to wait are parameters."""
    return "SELECT GET_LOCK(%s, %s)"


def lock_holder() -> str:
    """The connection that holds the lock."""
    return "SELECT IS_USED_LOCK(%s)"


def find_remains(*, mariadb: bool) -> str:
    """Connections whose statement bears a run's mark; its pattern is a parameter."""
    return f"SELECT id FROM {processes(mariadb=mariadb)} WHERE id <> CONNECTION_ID() AND info LIKE %s"


def find_connections(ids: Sequence[int], *, mariadb: bool) -> str:
    return f"SELECT id FROM {processes(mariadb=mariadb)} WHERE id IN ({', '.join(map(str, ids))})"


def end_connection(connection_id: int) -> str:
    return f"KILL CONNECTION {connection_id}"


def _run(schema: str) -> str:
    return quoting.table_name(schema, RUN_TABLE)
