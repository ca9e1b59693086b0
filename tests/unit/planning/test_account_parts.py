"""How the parts of an account fill each other."""

from __future__ import annotations

import pytest

from onlinealter.planning.account_parts import AccountParts, as_port


def test_missing_parts_come_from_the_next_source() -> None:
    """What is there already stays."""
    filled = AccountParts(user="ops", password="").filled_from(AccountParts(user="root", password="pw", port=3307))
    assert filled == AccountParts(user="ops", password="", port=3307)


@pytest.mark.parametrize(
    ("own", "socket"),
    [
        (AccountParts(), "/s"),
        (AccountParts(host="localhost"), "/s"),
        (AccountParts(host="db1"), None),
        (AccountParts(host="localhost", port=3307), None),
        (AccountParts(socket="/mine"), "/mine"),
    ],
)
def test_a_socket_is_taken_over_only_where_no_server_is_named(own: AccountParts, socket: str | None) -> None:
    """Else a socket in ~/.my.cnf would win over --dsn's host."""
    assert own.filled_from(AccountParts(socket="/s", user="u")).socket == socket


def test_within_one_source_another_machine_wins_over_a_socket() -> None:
    """As in MySQL's clients, whose localhost is the socket."""
    assert AccountParts(host="db1", socket="/s").with_one_address().socket is None
    assert AccountParts(host="localhost", port=3306, socket="/s").with_one_address().socket == "/s"


@pytest.mark.parametrize(("text", "port"), [("3306", 3306), ("0", None), ("65536", None), ("", None), ("٣", None)])
def test_a_port_is_a_number_up_to_65535(text: str, port: int | None) -> None:
    """In plain digits."""
    assert as_port(text) == port
