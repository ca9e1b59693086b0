"""A statement as a value: shown by ``plan`` and run by the engine, one and the same object."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Statement:
    """SQL that changes the server, why, and the tables whose metadata lock it takes.

    ``exclusive`` statements are run while nobody else may use these tables (CREATE and DROP TRIGGER, RENAME);
    ``unchecked`` ones with foreign_key_checks = 0, so that a foreign key is made without a look at the rows.
    """

    purpose: str
    sql: str
    tables: tuple[str, ...] = ()
    exclusive: bool = False
    unchecked: bool = False
