"""From an entry of DATABASES to where a run works."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

import onlinealter as oa
from onlinealter.django.database import chosen_for, target_for
from onlinealter.library.target import accounts, on


def _connection(ours: dict[str, Any] | None = None, **parameters: Any) -> Any:
    return SimpleNamespace(
        alias="default", settings_dict={"ONLINE_ALTER": ours or {}}, get_connection_params=lambda: parameters
    )


@pytest.mark.parametrize(
    ("given", "host", "port", "tls", "ca"),
    [
        ({"host": "db1", "port": 3307, "database": "shop"}, "db1", 3307, "PREFERRED", None),
        ({"host": "db1", "db": "shop", "ssl": {"ca": "/ca s.pem"}}, "db1", 3306, "VERIFY_CA", "/ca s.pem"),
        ({"host": "::1", "database": "shop", "ssl_mode": "REQUIRED"}, "::1", 3306, "REQUIRED", None),
        ({"host": "db1", "database": "shop", "ssl_disabled": True}, "db1", 3306, "DISABLED", None),
        ({"database": "shop"}, "localhost", 3306, "PREFERRED", None),
    ],
)
def test_what_the_driver_is_given(given: dict[str, Any], host: str, port: int, tls: str, ca: str | None) -> None:
    """Whatever the driver calls it."""
    target = target_for(_connection(user="ops", password="p@ss", charset="utf8mb4", **given), {})
    [account] = accounts(target)
    assert (account.host, account.port, account.user, account.password) == (host, port, "ops", "p@ss")
    assert (account.tls.mode, account.tls.ca) == (tls, ca)
    assert on(target, "customer").schema == "shop"


def test_a_socket_and_replicas() -> None:
    """Django knows no replicas of an entry."""
    connection = _connection(user="ops", passwd="p@ss", database="shop", unix_socket="/run/mysqld.sock")
    primary, replica = accounts(target_for(connection, {"replicas": ["mysql://db1-r"]}))
    assert (primary.socket, replica.host, replica.password) == ("/run/mysqld.sock", "db1-r", "p@ss")


def test_another_target_is_the_projects_to_give() -> None:
    """Without it, an account that only the driver knows is asked for."""
    other = oa.Target("mysql://alter@db9/shop")
    assert target_for(_connection(database="shop"), {"target": other}) is other
    with pytest.raises(oa.UsageFault, match="name no USER"):
        target_for(_connection(database="shop"), {})


def test_a_wrong_key_is_named() -> None:
    """Else a misspelt setting would be none."""
    assert chosen_for(_connection({"min_rows": 5})) == {"min_rows": 5}
    with pytest.raises(oa.UsageFault, match=r"has no min_row$"):
        chosen_for(_connection({"min_row": 5}))
