"""A statement as a value: shown by ``plan`` and run by the engine, one and the same object."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Statement:
    """SQL that changes the server, why, and the tables whose metadata lock it takes.

    ``exclusive`` statements are run while nobody else may use these tables (CREATE and DROP TRIGGER, RENAME). ``lasting``
    ones work long before they need the lock, and lose that work when they don't get it (an index build).
    """

    purpose: str
    sql: str
    tables: tuple[str, ...] = ()
    exclusive: bool = False
    lasting: bool = False
