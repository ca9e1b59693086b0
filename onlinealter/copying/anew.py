"""Copying a single row anew: for conflicts that have to be looked at again, and for repair."""

from __future__ import annotations

import random
import time
from enum import StrEnum

from onlinealter.copying import statements
from onlinealter.copying.statements import Copy
from onlinealter.model.errors import ServerError
from onlinealter.mysql import error_numbers
from onlinealter.mysql.connection import Connection
from onlinealter.tables.copy_key import Key

_TRIES = 40


class Outcome(StrEnum):
    """What became of the row."""

    SAME = "same"
    REFUSED = "refused"
    LOCKED = "locked"


def copy_anew(connection: Connection, copy: Copy, key: Key) -> tuple[Outcome, int]:
    """Make the shadow's row of a key what the original's is, present or absent; gives the error's number if refused.

    The original's row, or the gap where it would be, is locked first, as the application does it, so nothing is undone.
    """
    number = 0
    for attempt in range(_TRIES):
        try:
            connection.execute(statements.lock_gaps_too())
            connection.execute("BEGIN")
            there = bool(connection.value(statements.hold_row(copy, key)))
            connection.execute(statements.write_row(copy, key) if there else statements.remove_row(copy, key))
            connection.execute("COMMIT")
        except ServerError as error:
            connection.execute("ROLLBACK")
            if error.number in error_numbers.VALUE_REFUSED:
                return Outcome.REFUSED, error.number
            if error.number not in error_numbers.LOCK_CONFLICTS:
                raise
            number = error.number
            time.sleep(random.uniform(0.5, 1.0) * min(0.5, 0.02 * (attempt + 1)))  # noqa: S311 - jitter
        else:
            return Outcome.SAME, 0
    return Outcome.LOCKED, number
