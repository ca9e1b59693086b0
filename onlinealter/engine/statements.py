"""The journal's tables and what is asked of them."""

from __future__ import annotations

from collections.abc import Sequence

from onlinealter.mysql.statements import processes
from onlinealter.sql import quoting
from onlinealter.tables.names import CHUNK_TABLE, CONFLICT_TABLE, LEDGER_TABLE, RUN_TABLE

JOURNAL_VERSION = 1

_OPTIONS = "ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin"

RUN_COLUMNS = (
    "id", "table_name", "plan_name", "plan", "state", "method", "server_identity", "original_definition", "original_id",
    "new_definition", "shadow_id", "deferred", "last_key", "estimated_rows", "copied_rows", "copied_at", "verification",
    "failure", "pause_requested", "owner_host", "owner_process", "owner_since", "created_at",
    "updated_at", "journal_version", "changes", "waiting", "binlog_use", "carrying", "children",
)  # fmt: skip


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
            " binlog_use TEXT NULL",
        ),
        table(
            CHUNK_TABLE,
            "run VARCHAR(16) NOT NULL, phase VARCHAR(16) NOT NULL, position BIGINT NOT NULL, part INT NOT NULL,"
            " low_key TEXT NULL, high_key TEXT NULL, row_count BIGINT NOT NULL, seconds DOUBLE NOT NULL,"
            " PRIMARY KEY (run, phase, position, part)",
        ),
        table(
            CONFLICT_TABLE,
            "run VARCHAR(16) NOT NULL, back TINYINT NOT NULL, digest BINARY(32) NOT NULL, copy_key TEXT NOT NULL,"
            " error INT NOT NULL, seen INT NOT NULL DEFAULT 1, PRIMARY KEY (run, back, digest)",
        ),
        table(
            LEDGER_TABLE,
            "run VARCHAR(16) NOT NULL, position INT NOT NULL, kind VARCHAR(16) NOT NULL, name VARCHAR(64) NOT NULL,"
            " made TINYINT NOT NULL DEFAULT 0, gone TINYINT NOT NULL DEFAULT 0, PRIMARY KEY (run, position)",
        ),
    )


def select_runs(schema: str, *, condition: str) -> str:
    """Runs that meet a condition, the newest last."""
    columns = ", ".join(RUN_COLUMNS)
    return f"SELECT {columns} FROM {_run(schema)} WHERE {condition} ORDER BY created_at, id"


def insert_run(schema: str) -> str:
    """A new run; its values are parameters."""
    columns = (
        "id", "table_name", "plan_name", "plan", "state", "method", "server_identity", "original_definition",
        "original_id", "new_definition", "shadow_id", "deferred", "children", "failure", "estimated_rows", "journal_version",
        "tool_version",
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
    """Who is at work; host, process and id are parameters. What an earlier owner waited for is over."""
    return (
        f"UPDATE {_run(schema)} SET owner_host = %s, owner_process = %s, owner_since = UTC_TIMESTAMP(6), waiting = NULL"
        " WHERE id = %s"
    )


def hold_changes(schema: str) -> str:
    """The settings changed while the run is at work, held until the transaction's end."""
    return f"SELECT changes FROM {_run(schema)} WHERE id = %s FOR UPDATE"


def beat(schema: str) -> str:
    """The heartbeat that replicas carry on, so that their lag can be told."""
    return f"UPDATE {_run(schema)} SET heartbeat = UTC_TIMESTAMP(6) WHERE id = %s"


def set_marker(schema: str) -> str:
    """A number for the replicas to arrive at."""
    return f"UPDATE {_run(schema)} SET marker = marker + 1 WHERE id = %s"


def read_marker(schema: str) -> str:
    """The number as this server has it."""
    return f"SELECT marker FROM {_run(schema)} WHERE id = %s"


def select_chunks(schema: str) -> str:
    """A run's chunks in the order of their keys."""
    return (
        f"SELECT position, part, low_key, high_key, row_count FROM {quoting.table_name(schema, CHUNK_TABLE)}"
        " WHERE run = %s AND phase = %s ORDER BY position, part"
    )


def sum_copied(schema: str) -> str:
    """Rows of a run's copied chunks."""
    return f"SELECT SUM(row_count) FROM {quoting.table_name(schema, CHUNK_TABLE)} WHERE run = %s AND phase = 'copy'"


def delete_chunks(schema: str) -> str:
    """Forget a phase's chunks."""
    return f"DELETE FROM {quoting.table_name(schema, CHUNK_TABLE)} WHERE run = %s AND phase = %s"


def delete_all_chunks(schema: str) -> str:
    """Forget the chunks of all phases."""
    return f"DELETE FROM {quoting.table_name(schema, CHUNK_TABLE)} WHERE run = %s"


def insert_chunk(schema: str) -> str:
    """A chunk that was compared."""
    return (
        f"REPLACE INTO {quoting.table_name(schema, CHUNK_TABLE)}"
        " (run, phase, position, part, low_key, high_key, row_count, seconds) VALUES (%s, %s, %s, %s, %s, %s, %s, %s)"
    )


def select_conflicts(schema: str) -> str:
    """A run's open conflicts of one direction."""
    return (
        f"SELECT copy_key, error, seen FROM {quoting.table_name(schema, CONFLICT_TABLE)}"
        " WHERE run = %s AND back = %s ORDER BY copy_key LIMIT %s"
    )


def count_conflicts(schema: str) -> str:
    """How many open conflicts a run has in one direction."""
    return f"SELECT COUNT(*) FROM {quoting.table_name(schema, CONFLICT_TABLE)} WHERE run = %s AND back = %s"


def settle_conflict(schema: str) -> str:
    """A conflict is settled unless it was seen again meanwhile."""
    return (
        f"DELETE FROM {quoting.table_name(schema, CONFLICT_TABLE)}"
        " WHERE run = %s AND back = %s AND copy_key = %s AND seen = %s"
    )


def forget_conflicts(schema: str) -> str:
    """Forget the conflicts of one direction."""
    return f"DELETE FROM {quoting.table_name(schema, CONFLICT_TABLE)} WHERE run = %s AND back = %s"


def select_ledger(schema: str) -> str:
    """What a run made, in the order of making."""
    return (
        f"SELECT position, kind, name, made, gone FROM {quoting.table_name(schema, LEDGER_TABLE)}"
        " WHERE run = %s ORDER BY position"
    )


def insert_ledger(schema: str) -> str:
    """An intention to make something."""
    return (
        f"INSERT INTO {quoting.table_name(schema, LEDGER_TABLE)} (run, position, kind, name)"
        " SELECT %s, COALESCE(MAX(position), 0) + 1, %s, %s"
        f" FROM {quoting.table_name(schema, LEDGER_TABLE)} WHERE run = %s"
    )


def update_ledger(schema: str, column: str) -> str:
    """What was intended is ``made``, or ``gone``."""
    return (
        f"UPDATE {quoting.table_name(schema, LEDGER_TABLE)} SET {column} = 1"
        " WHERE run = %s AND kind = %s AND name = %s AND gone = 0"
    )


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
    """Which of these connections are there."""
    return f"SELECT id FROM {processes(mariadb=mariadb)} WHERE id IN ({', '.join(map(str, ids))})"


def end_connection(connection_id: int) -> str:
    """End a connection."""
    return f"KILL CONNECTION {connection_id}"


def _run(schema: str) -> str:
    return quoting.table_name(schema, RUN_TABLE)
