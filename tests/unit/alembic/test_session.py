"""Alembic's connection, asked beside a run."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy.exc import DBAPIError

from onlinealter.alembic.session import AlembicsSession
from onlinealter.migrating.beside import SessionLost


class _Failing:
    """A connection that gives an error; ``lost`` where that has ended it."""

    def __init__(self, lost: bool) -> None:
        self._lost = lost

    def exec_driver_sql(self, sql: str) -> Any:
        raise DBAPIError(sql, None, Exception("gone"), connection_invalidated=self._lost)


@pytest.mark.parametrize(("lost", "error"), [(True, SessionLost), (False, DBAPIError)])
def test_only_a_lost_connection_is_called_so(lost: bool, error: type[Exception]) -> None:
    """Another error is the caller's to see."""
    with pytest.raises(error):
        AlembicsSession(_Failing(lost)).ask("SELECT 1")
