"""What is said of replicas that nobody named."""

from __future__ import annotations

from collections.abc import Sequence
from types import SimpleNamespace
from typing import Any

import pytest

from onlinealter.engine.replicas import replica_findings
from onlinealter.engine.shard import Shard
from onlinealter.mysql.connection import Account
from onlinealter.mysql.replication import attached_replicas

_SERVER: Any = SimpleNamespace(is_mariadb=False)


def told_of(rows: Sequence[dict[str, object]]) -> tuple[str, str]:
    """Message and remedy of the finding about those that the primary lists."""
    connection: Any = SimpleNamespace(named_rows=lambda _: rows)
    attached = attached_replicas(connection, _SERVER)
    # No server is at the account's address: a connection to anybody would be an error.
    shard = Shard("s", Account("primary.invalid", 1), (), _SERVER, attached=attached)
    [finding] = replica_findings(shard)
    return finding.message, finding.remedy


def test_the_option_to_type_is_given_and_nobody_is_asked() -> None:
    """An address that a replica reports is no order to send a password there."""
    message, remedy = told_of(
        [
            {"Server_Id": 2, "Host": "replica-1.example.org", "Port": 3306},
            {"Server_Id": 3, "Host": "fd00::7", "Port": 3307},
            {"Server_Id": 4, "Host": "", "Port": 3306},
        ]
    )
    assert "replica-1.example.org:3306, [fd00::7]:3307, server_id 4; their lag isn't seen" in message
    assert remedy.endswith("type: --replica mysql://replica-1.example.org:3306 --replica mysql://[fd00::7]:3307")


@pytest.mark.parametrize("host", ["a; rm -rf ~", "$(id)", "--help", "a b", "a@b", "\x1b[2Jx", "x/y", "[red]", "a\n"])
def test_what_is_no_address_is_neither_shown_nor_to_be_typed(host: str) -> None:
    """Whoever may replicate may report anything."""
    message, remedy = told_of([{"Server_Id": 9, "Host": host, "Port": 3306}])
    assert "server_id 9;" in message
    assert host not in message + remedy
    assert "HOST:PORT" in remedy
