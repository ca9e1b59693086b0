"""The journal's tables, in sqlite: it understands the engine's statements but for a few words."""

from __future__ import annotations

import hashlib
import re
import sqlite3
from collections.abc import Sequence
from datetime import datetime
from functools import cache

from tests.model.world import JournalRows

Row = tuple[object, ...]
NOW = "2026-03-04 05:06:07"
_MOMENT = datetime.fromisoformat(NOW)
_WORDS = (
    (re.compile(r"`shop`\."), ""),
    (re.compile(r"%s"), "?"),
    (re.compile(r"\) ENGINE=.*$"), ")"),
    (re.compile(r"DELETE conflict(?:, none)? (FROM \S+ AS conflict).* WHERE"), r"DELETE \1 WHERE"),
    (re.compile(r" FOR UPDATE$"), ""),
    (re.compile(r"(DELETE FROM .*) ORDER BY .* LIMIT \?$"), r"\1 AND ? > 0"),
    (re.compile(r"TIMESTAMPDIFF\((\w+),"), r"TIMESTAMPDIFF('\1',"),
    (re.compile(r"\bIF\("), "IIF("),
    (re.compile(r"\bLEFT\((\w+), (\d+)\)"), r"SUBSTR(\1, 1, \2)"),
    (re.compile(r"@oa_began"), "NOW(6)"),
)


class JournalStore:
    """Holds one journal at a time."""

    def __init__(self) -> None:
        self.row_count = 0
        self.changed = False
        self.columns: dict[str, tuple[str, ...]] = {}
        self._base = sqlite3.connect(":memory:", isolation_level=None, check_same_thread=False)
        for name, count, work in (
            ("UTC_TIMESTAMP", 1, lambda _: NOW),
            ("NOW", 1, lambda _: NOW),
            ("GREATEST", 2, max),
            ("TIMESTAMPDIFF", 3, lambda *_: 5),
            ("ROW_COUNT", 0, lambda: self.row_count),
            ("SHA2", 2, lambda text, _: hashlib.sha256(text.encode()).hexdigest()),
            ("UNHEX", 1, bytes.fromhex),
        ):
            self._base.create_function(name, count, work)

    def run(self, sql: str, parameters: Sequence[object]) -> tuple[list[Row], int]:
        """Run a statement; gives its rows, and how many it matched or made."""
        cursor = self._base.execute(_as_sqlite(sql), tuple(parameters))
        rows = [tuple(_MOMENT if value == NOW else value for value in row) for row in cursor.fetchall()]
        if sql.startswith("CREATE"):
            self._look()
        self.changed = self.changed or not sql.startswith("SELECT")
        return rows, cursor.rowcount

    def dump(self) -> JournalRows:
        return {table: tuple(self._base.execute(f"SELECT * FROM {table} ORDER BY 1, 2")) for table in self.columns}

    def load(self, journal: JournalRows, creates: Sequence[str]) -> None:
        """Hold this journal instead; ``creates`` make its tables."""
        if bool(journal) != bool(self.columns):
            for sql in creates if journal else [f"DROP TABLE {table}" for table in self.columns]:
                self._base.execute(_as_sqlite(sql))
            self._look()
        for table, rows in journal.items():
            self._base.execute(f"DELETE FROM {table}")
            if rows:
                self._base.executemany(f"INSERT INTO {table} VALUES ({', '.join('?' * len(rows[0]))})", rows)
        self.changed = False

    def _look(self) -> None:
        names = [name for (name,) in self._base.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")]
        self.columns = {name: tuple(row[1] for row in self._base.execute(f"PRAGMA table_info({name})")) for name in names}


@cache
def _as_sqlite(sql: str) -> str:
    for word, instead in _WORDS:
        sql = word.sub(instead, sql)
    return sql
