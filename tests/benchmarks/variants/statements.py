"""The variants as SQL: a table, its shadow, the triggers between them, and the statements that copy."""

from __future__ import annotations

from enum import StrEnum

TABLE, SHADOW, PRISTINE = "account", "account_shadow", "account_pristine"
COLUMNS = ("id", "owner", "amount", "note")
ROWS = 250_000
SCHEMA = "variants"

_CREATE = """\
CREATE TABLE {table} (
  id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
  owner INT NOT NULL,
  amount INT NOT NULL,
  note VARCHAR(120) NOT NULL,
  KEY by_owner (owner)
) ENGINE = InnoDB"""
_DIGITS = "(SELECT 0 AS d UNION ALL " + " UNION ALL ".join(f"SELECT {n}" for n in range(1, 10)) + ")"


class Triggers(StrEnum):
    """How a write to the table is brought to its shadow."""

    NONE = "none"
    REPLACE = "REPLACE"
    IN_PLACE = "UPDATE in place"
    ODKU = "ON DUPLICATE KEY UPDATE"
    WRITE_THEN_DELETE = "ON DUPLICATE KEY UPDATE, write-then-delete"


class Copy(StrEnum):
    """How rows of a chunk are locked and copied."""

    NONE = "none"
    SHARE = "FOR SHARE"
    NOWAIT = "FOR SHARE NOWAIT"
    TOUCH = "touch"


def fill(rows: int) -> list[str]:
    """Make the rows that every cell begins with; keys are 1 to ``rows``."""
    number = "1 + a.d + 10 * b.d + 100 * c.d + 1000 * e.d + 10000 * f.d + 100000 * g.d"
    digits = ", ".join(f"{_DIGITS} AS {name}" for name in "abcefg")
    return [
        f"DROP TABLE IF EXISTS {PRISTINE}",
        _CREATE.format(table=PRISTINE),
        f"INSERT INTO {PRISTINE} SELECT n, n % 5000, 0, REPEAT(CHAR(97 + n % 26), 60 + n % 40)"
        f" FROM (SELECT {number} AS n FROM {digits}) AS numbers WHERE n <= {rows}",
    ]


def begin_anew() -> list[str]:
    """Make table and shadow as they are before a cell."""
    return [
        f"DROP TABLE IF EXISTS {TABLE}, {SHADOW}",
        f"CREATE TABLE {TABLE} LIKE {PRISTINE}",
        f"INSERT INTO {TABLE} SELECT * FROM {PRISTINE}",
        f"CREATE TABLE {SHADOW} LIKE {TABLE}",
        f"ALTER TABLE {SHADOW} MODIFY note VARCHAR(300) NOT NULL",
        f"ANALYZE TABLE {TABLE}",
    ]


def triggers(form: Triggers, *, mariadb: bool) -> list[str]:
    """The three triggers of a form, in the order in which they are made."""
    if form is Triggers.NONE:
        return []
    old_gone, insert, update, delete = _bodies(form)
    update = f"IF NOT (BINARY OLD.id <=> BINARY NEW.id) THEN {old_gone} {_insert_anew(form)} ELSE {update} END IF;"
    bodies = {"DELETE": delete, "UPDATE": update, "INSERT": insert}
    # Without it a MariaDB server from 11 on fails writes of transactions with an older view.
    prefix = "SET STATEMENT innodb_snapshot_isolation = OFF FOR " if mariadb else ""
    return [
        f"CREATE TRIGGER copy_{event.lower()} AFTER {event} ON {TABLE} FOR EACH ROW BEGIN {body.replace('@', prefix)} END"
        for event, body in bodies.items()
    ]


def copy(form: Copy, low: int, high: int, *, mariadb: bool) -> str:
    """Copy the rows above ``low`` up to ``high``."""
    if form is Copy.TOUCH:
        return f"UPDATE {TABLE} SET id = id WHERE id > {low} AND id <= {high}"
    lock = "LOCK IN SHARE MODE" if mariadb else f"FOR SHARE OF {TABLE}"
    wait = " NOWAIT" if form is Copy.NOWAIT else ""
    listed = ", ".join(COLUMNS)
    return (
        f"INSERT INTO {SHADOW} ({listed}) SELECT {listed} FROM {TABLE} WHERE id > {low} AND id <= {high}"
        f" AND NOT EXISTS (SELECT 1 FROM {SHADOW} AS copied WHERE copied.id = {TABLE}.id) {lock}{wait}"
    )


def difference() -> str:
    """How many rows are not in both tables with the same values."""
    listed = ", ".join(COLUMNS)
    return (
        f"SELECT COUNT(*) FROM (SELECT 1 FROM (SELECT {listed} FROM {TABLE} UNION ALL SELECT {listed} FROM {SHADOW}) AS two"
        f" GROUP BY {listed} HAVING COUNT(*) <> 2) AS differing"
    )


def _bodies(form: Triggers) -> tuple[str, str, str, str]:
    """What takes an old key away, and the bodies for INSERT, UPDATE with the key kept, DELETE; ``@`` is the prefix."""
    gone = f"@DELETE FROM {SHADOW} WHERE id = OLD.id;"
    if form is Triggers.REPLACE:
        return gone, _replace(), _replace(), gone
    if form is Triggers.IN_PLACE:
        changed = ", ".join(f"{column} = NEW.{column}" for column in COLUMNS[1:])
        return gone, _odku("NEW"), f"@UPDATE {SHADOW} SET {changed} WHERE id = OLD.id;", gone
    if form is Triggers.ODKU:
        return gone, _odku("NEW"), _odku("NEW"), gone
    written_first = _odku("OLD") + " " + gone
    return written_first, _odku("NEW"), _odku("NEW"), written_first


def _insert_anew(form: Triggers) -> str:
    return _replace() if form is Triggers.REPLACE else _odku("NEW")


def _replace() -> str:
    return f"@REPLACE INTO {SHADOW} ({', '.join(COLUMNS)}) VALUES ({', '.join(f'NEW.{name}' for name in COLUMNS)});"


def _odku(row: str) -> str:
    values = ", ".join(f"{row}.{name}" for name in COLUMNS)
    changes = ", ".join(f"{name} = {row}.{name}" for name in COLUMNS)
    return f"@INSERT INTO {SHADOW} ({', '.join(COLUMNS)}) VALUES ({values}) ON DUPLICATE KEY UPDATE {changes};"
