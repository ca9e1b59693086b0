"""Copying a single row again: for conflicts that have to be looked at again, and for repair."""

from __future__ import annotations

import time
from contextlib import suppress
from enum import StrEnum

from onlinealter.copying import statements
from onlinealter.copying.opened_tables import use_with_triggers
from onlinealter.copying.statements import Copy
from onlinealter.model.errors import OnlineAlterError, ServerError
from onlinealter.mysql import error_numbers, session
from onlinealter.mysql.connection import Connection
from onlinealter.mysql.waits import BackOff
from onlinealter.tables.copy_key import Key

_BACK_OFF = BackOff(0.02, 0.5)
_TRIES = 3  # some seconds; who waits longer says for whom


class Outcome(StrEnum):
    """What became of the row."""

    SAME = "same"
    REFUSED = "refused"
    LOCKED = "locked"


def recopy_row(connection: Connection, copy: Copy, key: Key) -> tuple[Outcome, int]:
    """Make the shadow's row of a key what the original's is, present or absent; gives the error's number if refused.

    The original's row, or the gap where it would be, is locked first, as the application does it, so nothing is undone.
    """
    session.run_surely(connection, [session.ends_soon()])
    try:
        return _tried_again(connection, copy, key)
    finally:
        with suppress(OnlineAlterError):  # it is lost, and another will be opened
            session.run_surely(connection, [session.lasts()])


def _tried_again(connection: Connection, copy: Copy, key: Key) -> tuple[Outcome, int]:
    number = 0
    for attempt in range(_TRIES):
        try:
            connection.execute(statements.lock_gaps_too())
            connection.execute("BEGIN")
            there = bool(connection.value(statements.hold_row(copy, key)))
            if there and (unlike := statements.unlike_any(copy, key)):
                connection.execute(unlike)
            connection.execute(statements.write_row(copy, key) if there else statements.remove_row(copy, key))
            if connection.mariadb:
                use_with_triggers(connection, copy.original.sql_name)
            connection.execute("COMMIT")
        except ServerError as error:
            connection.execute("ROLLBACK")
            if error.number in error_numbers.VALUE_REFUSED:
                return Outcome.REFUSED, error.number
            if error.number not in error_numbers.LOCK_CONFLICTS:
                raise
            number = error.number
            time.sleep(_BACK_OFF.pause(attempt + 1))
        else:
            return Outcome.SAME, 0
    return Outcome.LOCKED, number
