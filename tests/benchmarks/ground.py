"""The private server that all contestants work on, and the table, brought back to the same files before each of them."""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from onlinealter.mysql.connection import Account, Connection
from onlinealter.sandbox import Endpoint, Sandbox, ServerKind, start_sandbox
from tests.benchmarks.shapes import PRISTINE, SCHEMA, TABLE, WIDENED, Shape

_LONGEST_FLUSH = 120.0
_CLEAN_PAGES = 200


def settings(kind: ServerKind, pool: str) -> dict[str, str]:
    """A server that loses nothing in a crash, with room enough that the redo log is not what is measured."""
    redo = {"innodb_log_file_size": "2G"} if kind.is_mariadb else {"innodb_redo_log_capacity": "4G"}
    return {
        "sync_binlog": "1",
        "innodb_flush_log_at_trx_commit": "1",
        "innodb_buffer_pool_size": pool,
        "innodb_flush_method": "O_DIRECT",
        **redo,
    }


@dataclass(frozen=True)
class Ground:
    """A server with a table's files put aside."""

    sandbox: Sandbox

    @property
    def endpoint(self) -> Endpoint:
        """Where the server is."""
        return self.sandbox.primary

    @property
    def account(self) -> Account:
        """Who may do everything there."""
        server = self.endpoint
        return Account(host=server.host, port=server.port, user=server.user, password=server.password)

    @property
    def name(self) -> str:
        """The server as the pages name it."""
        return f"{'MariaDB' if self.sandbox.kind.is_mariadb else 'MySQL'} {self.sandbox.version.split('-')[0]}"

    def fill(self, shape: Shape, rows: int) -> None:
        """Make the table's files and put them aside."""
        with self.endpoint.connect() as connection:
            _empty_schema(connection)
            connection.execute("SET SESSION sql_log_bin = 0")
            connection.execute(shape.create())
            for statement in shape.fill(rows):
                connection.execute(statement)
            connection.execute(f"FLUSH TABLES {PRISTINE} FOR EXPORT")
            aside = self._aside()
            shutil.rmtree(aside, ignore_errors=True)  # of the shape before
            aside.mkdir()
            for kind in ("ibd", "cfg"):
                shutil.copy(self._files(connection) / f"{PRISTINE}.{kind}", aside / kind)
            connection.execute("UNLOCK TABLES")
            connection.execute(f"DROP TABLE {PRISTINE}")

    def restore(self, shape: Shape) -> None:
        """The table as it was filled, in memory, with nothing left to be written; the binlog empty.

        The server is started again: what is in memory of tables that were there before is forgotten last, and a table that
        would have room beside another one is read from the disk again and again.
        """
        with self.endpoint.connect() as connection:
            _empty_schema(connection)
            connection.execute(shape.create().replace(PRISTINE, TABLE, 1))
            connection.execute(f"ALTER TABLE {TABLE} DISCARD TABLESPACE")
            for kind in ("ibd", "cfg"):
                shutil.copy(self._aside() / kind, self._files(connection) / f"{TABLE}.{kind}")
            connection.execute(f"ALTER TABLE {TABLE} IMPORT TABLESPACE")
            (self._files(connection) / f"{TABLE}.cfg").unlink(missing_ok=True)
            connection.rows(f"ANALYZE TABLE {TABLE}")
            _flush(connection)
        self.sandbox.restart_server()
        with self.endpoint.connect(SCHEMA) as connection:
            if "AUTO_INCREMENT" in shape.create():  # which an imported table does not keep
                highest = connection.value(f"SELECT MAX(id) FROM {TABLE}")
                connection.execute(f"ALTER TABLE {TABLE} AUTO_INCREMENT = {int(highest or 0) + 1}")
            connection.rows(f"SELECT SUM(LENGTH(v4)) FROM {TABLE}")
            _flush(connection)
            connection.execute("RESET MASTER" if connection.mariadb else "RESET BINARY LOGS AND GTIDS")

    def binlog_bytes(self) -> int:
        """How large all binlog files are together."""
        with self.endpoint.connect() as connection:
            return sum(int(row[1]) for row in connection.rows("SHOW BINARY LOGS"))

    def is_altered(self) -> bool:
        """Whether the table has the new definition."""
        with self.endpoint.connect() as connection:
            found = connection.value(
                "SELECT character_maximum_length FROM information_schema.columns"
                f" WHERE table_schema = '{SCHEMA}' AND table_name = '{TABLE}' AND column_name = 'v4'"
            )
            return int(found or 0) == WIDENED

    def _aside(self) -> Path:
        return self.sandbox.folder / "aside"

    @staticmethod
    def _files(connection: Connection) -> Path:
        return Path(str(connection.value("SELECT @@datadir"))) / SCHEMA


@contextmanager
def ground(kind: ServerKind, pool: str, report: Callable[[str], None]) -> Iterator[Ground]:
    with start_sandbox(kind, settings=settings(kind, pool), report=report) as sandbox:
        yield Ground(sandbox)


def _empty_schema(connection: Connection) -> None:
    """A schema without what an earlier contestant may have left, were it ended in the middle."""
    connection.run_all([f"DROP DATABASE IF EXISTS {SCHEMA}", f"CREATE DATABASE {SCHEMA}", f"USE {SCHEMA}"])


def _flush(connection: Connection) -> None:
    before = connection.value("SELECT @@GLOBAL.innodb_max_dirty_pages_pct")
    connection.execute("SET GLOBAL innodb_max_dirty_pages_pct = 0")
    until = time.monotonic() + _LONGEST_FLUSH
    while time.monotonic() < until:
        [(_, dirty)] = connection.rows("SHOW GLOBAL STATUS LIKE 'Innodb_buffer_pool_pages_dirty'")
        if int(dirty) < _CLEAN_PAGES:
            break
        time.sleep(0.2)
    connection.execute(f"SET GLOBAL innodb_max_dirty_pages_pct = {before}")
