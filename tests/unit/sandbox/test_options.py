"""What the servers are told to be."""

from __future__ import annotations

import pytest

from onlinealter.model.errors import SandboxError
from onlinealter.sandbox.kinds import ServerKind
from onlinealter.sandbox.options import option_file, server_options


@pytest.mark.parametrize("kind", list(ServerKind))
def test_a_server_listens_on_the_loopback_only(kind: ServerKind) -> None:
    """Nobody outside this machine can reach it."""
    assert server_options(kind, 20001, {})["bind_address"] == "127.0.0.1"


def test_a_setting_replaces_a_default_however_it_is_spelt() -> None:
    """Hyphens and underscores are one to the server."""
    options = server_options(ServerKind.MYSQL, 20001, {"innodb-buffer-pool-size": "1G"})
    assert options["innodb_buffer_pool_size"] == "1G"
    assert "innodb-buffer-pool-size" not in options


def test_an_option_file_holds_values_as_they_are() -> None:
    """Values are quoted, and an option without a value stands alone."""
    text = option_file({"sql_mode": "", "init_connect": "SET @a = 1 # not a comment", "tmpdir": "back\\slash"})
    assert text == '[mysqld]\nsql_mode\ninit_connect = "SET @a = 1 # not a comment"\ntmpdir = "back\\\\slash"\n'


@pytest.mark.parametrize(("name", "value"), [("a b", "1"), ("", "1"), ("port", "1\nskip_grant_tables")])
def test_a_setting_can_not_smuggle_in_another(name: str, value: str) -> None:
    """A line break or a strange name is refused."""
    with pytest.raises(SandboxError, match="can't be a server setting"):
        server_options(ServerKind.MYSQL, 20001, {name: value})
