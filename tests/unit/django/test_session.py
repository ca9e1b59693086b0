"""Django's connection, asked beside a run."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from django.db import OperationalError

import onlinealter as oa
from onlinealter.django.session import DjangosSession
from onlinealter.migrating.beside import SessionLost


@pytest.mark.parametrize(("atomic", "autocommit"), [(True, False), (True, True), (False, False)])
def test_an_open_transaction_is_refused(atomic: bool, autocommit: bool) -> None:
    """Whether it is atomic()'s or comes with every statement."""
    connection = SimpleNamespace(in_atomic_block=atomic, get_autocommit=lambda: autocommit)
    with pytest.raises(oa.UsageFault, match="transaction open"):
        DjangosSession(connection).see_that_no_transaction_is_open()


def test_a_lost_connection_is_left_to_django_to_open_again() -> None:
    """Which it does for the next statement, when there is none."""
    closed = list[bool]()

    def cursor() -> Any:
        raise OperationalError(2013, "gone")

    connection = SimpleNamespace(
        cursor=cursor, close=lambda: closed.append(True), connection=object(), is_usable=lambda: False
    )
    session = DjangosSession(connection)
    with pytest.raises(SessionLost):
        session.ask("SELECT 1")
    session.refresh()
    assert len(closed) == 2
    connection.connection = None
    session.refresh()
    assert len(closed) == 2
