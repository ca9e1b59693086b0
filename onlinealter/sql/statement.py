"""A statement as a value: shown by ``plan`` and run by the engine, one and the same object."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Statement:
    """SQL that changes the server, why, and the tables whose metadata lock it takes.

    ``exclusive`` statements are run while nobody else may use these tables (CREATE and DROP TRIGGER, RENAME);
    ``skip_fk_checks`` ones with foreign_key_checks = 0, so that a foreign key is made without a look at the rows.
    On MySQL an exclusive one takes the tables that their triggers write too: ``also_locks``.
    A ``long_running`` one takes long, and is lost when it can't have the lock at its end (an index build). ``settings``
    are made in the session just for this statement, as those of the one whose trigger is made again. Nothing may follow
    in its message where it ``last_in_message``. One that ``moves_keys`` takes other tables' foreign keys along (RENAME).
    On MariaDB the triggers that a table ``drop_triggers_first`` are dropped right before its RENAME, while nobody can write,
    and it ``restore_triggers`` them by these statements when that can't be made. Under the same lock the table that comes
    ``gains`` its triggers, and it ``loses`` them when the RENAME can't be made: while the table that they write isn't there,
    LOCK TABLES on the original would fail its writes with 1100.
    A ``proof`` is a query that fails (error 1690) unless the tables are as they were looked at; it is run right before the
    statement, behind the lock where there is one. A ``locked`` one is run under LOCK TABLES on MariaDB too (DROP TABLE).
    A ``harmless`` one takes a lock beside which others read and write: no transaction is in its way. A ``long_running`` one
    is ``beside_writers`` where the application itself uses its table.
    """

    purpose: str
    sql: str
    tables: tuple[str, ...] = ()
    exclusive: bool = False
    skip_fk_checks: bool = False
    moves_keys: bool = False
    long_running: bool = False
    also_locks: tuple[str, ...] = ()
    settings: tuple[str, ...] = ()
    last_in_message: bool = False
    drop_triggers_first: tuple[Statement, ...] = ()
    restore_triggers: tuple[Statement, ...] = ()
    gains: tuple[Statement, ...] = ()
    loses: tuple[Statement, ...] = ()
    proof: str = ""
    locked: bool = False
    harmless: bool = False
    beside_writers: bool = False
