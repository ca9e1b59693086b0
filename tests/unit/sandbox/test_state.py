"""The record of a sandbox."""

from __future__ import annotations

import os
import stat
from pathlib import Path

from onlinealter.sandbox.endpoints import Endpoint
from onlinealter.sandbox.kinds import ServerKind
from onlinealter.sandbox.processes import ProcessIdentity
from onlinealter.sandbox.state import STATE_FILE, SandboxState, ServerState, read_state, write_state

STATE = SandboxState(
    id="0a1b2c",
    kind=ServerKind.MARIADB_10_11,
    version="10.11.18-MariaDB",
    is_ready=True,
    in_containers=False,
    keeper=ProcessIdentity(10, 1000),
    servers=(
        ServerState(Endpoint("127.0.0.1", 20001, "root", "a'b\"c"), ProcessIdentity(11, 1001)),
        ServerState(Endpoint("127.0.0.1", 20002, "root", "secret"), None),
    ),
)


def test_a_record_is_read_as_it_was_written(tmp_path: Path) -> None:
    """Nothing of it is lost, whatever the password holds."""
    write_state(tmp_path, STATE)
    assert read_state(tmp_path) == STATE


def test_only_its_owner_may_read_a_record(tmp_path: Path) -> None:
    """It holds passwords, so the mode does not depend on the umask."""
    before = os.umask(0)
    try:
        write_state(tmp_path, STATE)
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / STATE_FILE).stat().st_mode) == 0o600


def test_a_record_is_replaced_whole(tmp_path: Path) -> None:
    """A second write leaves one file with the new content."""
    write_state(tmp_path, STATE)
    write_state(tmp_path, STATE)
    assert [file.name for file in tmp_path.iterdir()] == [STATE_FILE]


def test_an_absent_or_broken_record_is_none(tmp_path: Path) -> None:
    """A folder without a readable record is only good for pruning."""
    assert read_state(tmp_path) is None
    (tmp_path / STATE_FILE).write_text('{"id": "0a1b2c"')
    assert read_state(tmp_path) is None
    (tmp_path / STATE_FILE).write_text('{"id": "0a1b2c", "servers": []}')
    assert read_state(tmp_path) is None


def test_a_password_shows_in_the_dsn_only() -> None:
    """It is percent-encoded there and absent from the representation."""
    endpoint = Endpoint("127.0.0.1", 20001, "root", "p@ss/w:rd")
    assert endpoint.dsn("sales") == "mysql://root:p%40ss%2Fw%3Ard@127.0.0.1:20001/sales"
    assert "p@ss" not in repr(endpoint)
