"""How long the DDL runner waits and how often it tries; what an error of an attempt means."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from onlinealter.model.errors import Blocked, Changed, ServerError
from onlinealter.model.events import Blocker
from onlinealter.mysql import error_numbers
from onlinealter.mysql.advice.waiting import kill_or_wait
from onlinealter.mysql.server import Server
from onlinealter.sql.statement import Statement

_MOST_TIMES = 5  # that one statement is made before the next


@dataclass(frozen=True)
class DdlLimits:
    """Seconds: ``lock_wait`` that others may queue behind one attempt, ``lock_timeout`` to go on trying, ``kill_grace``
    after which who is in the way is ended; None spares everybody.
    """

    lock_wait: float
    lock_timeout: float
    kill_grace: float | None = None


def count_made(made: Counter[str], statement: Statement) -> None:
    """A server may take a statement without doing it: MariaDB, DROP TRIGGER of one whose file is lost."""
    made[statement.sql] += 1
    if made[statement.sql] > _MOST_TIMES:
        raise Changed(
            f"the server took '{statement.purpose}' {_MOST_TIMES} times as done, and it isn't so",
            remedy=f"Look what stands in its way; by hand it is: {statement.sql}",
        )


def goes_together(statements: Sequence[Statement], server: Server) -> bool:
    """Whether the server takes the statements behind one lock: MySQL, where they all need the same tables for themselves."""
    return not server.is_mariadb and all(each.exclusive and each.tables == statements[0].tables for each in statements)


def is_disproved(statement: Statement, error: ServerError) -> bool:
    """Somebody came between the look and the statement: who asked for it looks again before the next attempt."""
    return bool(statement.proof) and error.number == error_numbers.OUT_OF_RANGE


def gave_up(statement: Statement, lock_timeout: float, blockers: tuple[Blocker, ...]) -> Blocked:
    """Nobody let a statement of ours have its lock for all the seconds that it may be tried."""
    who = ", ".join(map(str, blockers))
    return Blocked(
        f"could not {statement.purpose} for {lock_timeout:.0f} s: its table is in use by "
        f"{who or 'transactions that this account may not see'}",
        remedy=kill_or_wait(each.connection for each in blockers),
    )
