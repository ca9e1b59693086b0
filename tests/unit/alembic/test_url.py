"""From SQLAlchemy's URL to where a run works."""

from __future__ import annotations

import pytest
from sqlalchemy.engine import make_url

import onlinealter as oa
from onlinealter.alembic.url import target_of
from onlinealter.library.target import accounts, on


@pytest.mark.parametrize(
    ("url", "host", "port", "password", "tls", "ca"),
    [
        ("mysql+pymysql://ops:p%40ss@db1:3307/shop?charset=utf8mb4", "db1", 3307, "p@ss", "PREFERRED", None),
        ("mariadb+mysqldb://ops:hidden@db1/shop?ssl_mode=REQUIRED", "db1", 3306, "hidden", "REQUIRED", None),
        ("mysql+pymysql://ops:hidden@db1/shop?ssl_ca=/ca%20s.pem", "db1", 3306, "hidden", "VERIFY_CA", "/ca s.pem"),
        ("mysql+pymysql://ops@db1/shop?ssl_ca=/c&ssl_check_hostname=true", "db1", 3306, "", "VERIFY_IDENTITY", "/c"),
        ("mysql+mysqlconnector://ops:hidden@[::1]/shop?ssl_disabled=True", "::1", 3306, "hidden", "DISABLED", None),
    ],
)
def test_the_parts_of_a_url(url: str, host: str, port: int, password: str, tls: str, ca: str | None) -> None:
    """Whatever the driver; what is only the driver's is left out."""
    target = target_of(make_url(url), {})
    [account] = accounts(target)
    assert (account.host, account.port, account.user, account.password) == (host, port, "ops", password)
    assert (account.tls.mode, account.tls.ca) == (tls, ca)
    assert on(target, "customer").schema == "shop"
    assert not password or password not in repr(target)


def test_a_socket() -> None:
    """Under the name that the drivers have for it."""
    [account] = accounts(target_of(make_url("mysql+pymysql://ops@/shop?unix_socket=/run/mysqld.sock"), {}))
    assert account.socket == "/run/mysqld.sock"


def test_replicas_and_another_target() -> None:
    """The URL knows no replicas; where it doesn't say how to get in at all, env.py does."""
    url = make_url("mysql+pymysql://ops:hidden@db1/shop")
    _, replica = accounts(target_of(url, {"replicas": ["mysql://db1-r"]}))
    assert (replica.host, replica.user, replica.password) == ("db1-r", "ops", "hidden")
    other = oa.Target("mysql://alter@db9/shop")
    assert target_of(url, {"target": other}) is other
