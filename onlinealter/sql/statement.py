"""A statement as a value: shown by ``plan`` and run by the engine, one and the same object."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Statement:
    """SQL that changes the server, why, and the tables whose metadata lock it takes.

    ``exclusive`` statements are run while nobody else may use these tables (CREATE and DROP TRIGGER, RENAME);
    ``unchecked`` ones with foreign_key_checks = 0, so that a foreign key is made without a look at the rows.
    On MySQL an exclusive one takes the tables that their triggers write too: ``reaches``.
    A ``lasting`` one takes long, and is lost when it can't have the lock at its end (an index build). ``settings``
    are made in the session just for this statement, as those of the one whose trigger is made again. Nothing may follow
    in its message where it ``ends_message``. One that ``moves_keys`` takes other tables' foreign keys along (RENAME).
    On MariaDB the triggers that a table ``sheds`` are dropped right before its RENAME, while nobody can write, and it
    ``regains`` them by these statements when that can't be made.
    """

    purpose: str
    sql: str
    tables: tuple[str, ...] = ()
    exclusive: bool = False
    unchecked: bool = False
    moves_keys: bool = False
    lasting: bool = False
    reaches: tuple[str, ...] = ()
    settings: tuple[str, ...] = ()
    ends_message: bool = False
    sheds: tuple[Statement, ...] = ()
    regains: tuple[Statement, ...] = ()
