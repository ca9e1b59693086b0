"""Which servers a rehearsal has to stay away from."""

from __future__ import annotations

from pathlib import Path

import pytest

from onlinealter.cli.options import TargetArguments
from onlinealter.cli.production import production_servers


def test_the_socket_of_an_option_file_is_a_server_where_there_is_one(tmp_path: Path) -> None:
    """Debian's MariaDB client brings such a file along, without a server."""
    socket, options = tmp_path / "mysqld.sock", tmp_path / "my.cnf"
    options.write_text(f"[client]\nsocket={socket}\n")
    words = TargetArguments(defaults_file=options)
    assert production_servers(words, None, {}) == ()
    socket.touch()
    assert [each.socket for each in production_servers(words, None, {})] == [str(socket)]


@pytest.mark.parametrize("environment", [{"MYSQL_UNIX_PORT": "/nowhere.sock"}, {"ONLINE_ALTER_DSN": "mysql://db1/shop"}])
def test_a_server_that_somebody_names_is_one(environment: dict[str, str], tmp_path: Path) -> None:
    """Whether it can be reached is seen later."""
    options = tmp_path / "my.cnf"
    options.write_text("")
    assert len(production_servers(TargetArguments(defaults_file=options), None, environment)) == 1
