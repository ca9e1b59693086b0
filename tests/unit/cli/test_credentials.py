"""Where each part of an account comes from."""

from __future__ import annotations

import getpass
import sys
from pathlib import Path

import click
import pytest

from onlinealter.cli.credentials import Servers, find_servers, parts_of
from onlinealter.cli.options import TargetArguments
from onlinealter.cli.passwords import redacted
from onlinealter.model.errors import UsageFault
from onlinealter.mysql.connection import Account, Tls
from onlinealter.planning.account_parts import AccountParts
from onlinealter.planning.account_sources import read_environment


def _find(given: AccountParts, *replicas: AccountParts, words: TargetArguments = TargetArguments()) -> Servers:  # noqa: B008
    return find_servers(given, replicas, words)


@pytest.fixture
def option_file(tmp_path: Path) -> Path:
    """The user's own option file."""
    file = tmp_path / "my.cnf"
    file.write_text("[client]\nuser=filed\npassword=filed-pw\nport=3309\nssl-ca=/ca\n", encoding="utf-8")
    return file


def test_each_missing_part_comes_from_the_next_source(option_file: Path, monkeypatch: pytest.MonkeyPatch) -> None:  # noqa: ARG001
    """The DSN, ONLINE_ALTER_DSN, the clients' variables, the option files."""
    monkeypatch.setenv("ONLINE_ALTER_DSN", "mysql://named@db2:3308/shop")
    monkeypatch.setenv("MYSQL_HOST", "db3")
    monkeypatch.setenv("MYSQL_PWD", "env-pw")
    assert _find(AccountParts(host="db1")) == Servers(
        Account("db1", 3308, "named", "env-pw", tls=Tls("VERIFY_CA", "/ca")), (), "shop"
    )
    assert _find(AccountParts(host="db1")).primary.password == "env-pw"


def test_the_option_file_is_the_last_source_that_is_read(option_file: Path) -> None:  # noqa: ARG001
    """It gives what nobody else gave."""
    account = _find(AccountParts(host="db1", user="ops")).primary
    assert account == Account("db1", 3309, "ops", "filed-pw", tls=Tls("VERIFY_CA", "/ca"))


def test_without_any_source_the_clients_defaults_hold() -> None:
    """The same machine, the usual port, the user's own name."""
    assert _find(AccountParts()) == Servers(Account(user=getpass.getuser()), (), "")


def test_a_variable_names_port_and_socket() -> None:
    """As for MySQL's clients; empty ones count as unset."""
    assert read_environment({"MYSQL_TCP_PORT": "3307", "MYSQL_HOST": ""}) == AccountParts(port=3307)
    assert read_environment({"MYSQL_UNIX_PORT": "/s"}) == AccountParts(socket="/s")
    with pytest.raises(UsageFault, match="MYSQL_TCP_PORT is not a number"):
        read_environment({"MYSQL_TCP_PORT": "x"})


def test_a_replica_takes_all_but_the_address_from_the_primary() -> None:
    """What its own DSN gives stays."""
    primary = AccountParts("ops", "pw", "db1", 3307, "shop", None, "REQUIRED")
    found = _find(primary, AccountParts(host="db2"), AccountParts(host="db3", port=3310, user="reader", password="x"))
    assert found.replicas == (
        Account("db2", 3307, "ops", "pw", tls=Tls("REQUIRED")),
        Account("db3", 3310, "reader", "x", tls=Tls("REQUIRED")),
    )


def test_a_replica_of_a_primary_behind_a_socket_is_reached_by_its_host() -> None:
    """The socket is the primary's own."""
    found = _find(AccountParts("ops", "pw", socket="/s"), AccountParts(host="db2"))
    assert found.primary.address == "/s"
    assert found.replicas[0].address == "db2:3306"


@pytest.mark.parametrize(
    ("replica", "message"),
    [
        (AccountParts(port=3307), "a replica's DSN names no host"),
        (
            AccountParts(host="db2", database="other"),
            "the replica db2 is given with the schema 'other', the primary with 'shop'",
        ),
    ],
)
def test_a_replica_that_can_not_be_one_is_refused(replica: AccountParts, message: str) -> None:
    """Before any server is asked."""
    with pytest.raises(UsageFault) as caught:
        _find(AccountParts(host="db1", database="shop"), replica)
    assert caught.value.message == message


def test_the_password_is_asked_for_only_when_nothing_gives_it(option_file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The question is the last source."""
    asked: list[str] = []

    def prompt(text: str, **_: object) -> str:
        asked.append(text)
        return "asked-pw"

    monkeypatch.setattr(click, "prompt", prompt)
    monkeypatch.setattr(sys.stdin, "isatty", lambda: True, raising=False)
    words = TargetArguments(ask_password=True)
    assert _find(AccountParts(host="db1"), words=words).primary.password == "filed-pw"
    option_file.unlink()
    assert _find(AccountParts(host="db1", user="ops"), words=words).primary.password == "asked-pw"
    assert asked == ["Password for ops@db1"]


def test_nobody_is_asked_for_a_password_without_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    """It would wait for ever."""
    monkeypatch.setattr(sys.stdin, "isatty", lambda: False, raising=False)
    with pytest.raises(UsageFault, match="--ask-password needs a terminal"):
        _find(AccountParts(host="db1"), words=TargetArguments(ask_password=True))


def test_every_password_that_is_used_is_redacted_from_then_on() -> None:
    """Wherever it came from."""
    _find(AccountParts(password="from-somewhere"))
    assert redacted("x from-somewhere y") == "x … y"


def test_an_account_taken_apart_gives_the_same_account_without_its_password() -> None:
    """For the DSN of a new plan."""
    for account in (Account("db1", 3307, "ops", "pw", tls=Tls("REQUIRED", "/ca")), Account(user="u", socket="/s")):
        again = _find(parts_of(account, "shop").filled_from(AccountParts(password=account.password)))
        assert again == Servers(account, (), "shop")


def test_a_secrets_file_gives_the_password(tmp_path: Path) -> None:
    """As containers have it: but for the end of its line. A password that is given itself comes first."""
    file = tmp_path / "password"
    file.write_text(" se cret \n", encoding="utf-8")
    assert read_environment({"MYSQL_PWD_FILE": str(file)}).password == " se cret "
    assert read_environment({"MYSQL_PWD_FILE": str(file), "MYSQL_PWD": "given"}).password == "given"
    file.write_bytes(b"\xff\n")
    with pytest.raises(UsageFault, match="isn't text in UTF-8"):
        read_environment({"MYSQL_PWD_FILE": str(file)})
    with pytest.raises(UsageFault, match="which can't be read: No such file"):
        read_environment({"MYSQL_PWD_FILE": str(tmp_path / "none")})
