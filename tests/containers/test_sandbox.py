"""Servers in containers: the sandbox's second source."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator

import pytest

from onlinealter.model.errors import Unreachable
from onlinealter.sandbox import Sandbox, start_sandbox
from onlinealter.sandbox.kinds import ServerKind, parse_version
from onlinealter.sandbox.processes import wait_until
from tests.containers.engine import run
from tests.containers.images import DATABASES
from tests.integration.sandbox.test_lifetime import keeper_of
from tests.integration.sandbox.test_servers import add_row, has_row, make_table

pytestmark = pytest.mark.containers

_TIMEOUT = 60.0


@pytest.fixture(scope="module", params=list(DATABASES), ids=str)
def sandbox(request: pytest.FixtureRequest) -> Iterator[Sandbox]:
    """A primary with its replica."""
    kind: ServerKind = request.param
    with start_sandbox(kind, replicas=1) as sandbox:
        yield sandbox


def _containers(sandbox: Sandbox) -> list[str]:
    """Those of the sandbox, running or not."""
    label = f"label=onlinealter.sandbox={sandbox.folder.name}"
    return run(["docker", "ps", "--all", "--quiet", "--filter", label], os.environ).split()


def test_each_server_is_a_container(sandbox: Sandbox) -> None:
    """Of the kind that was asked for; none is a process of the keeper's."""
    assert len(_containers(sandbox)) == 2
    assert not sandbox.server_pids
    version = parse_version(sandbox.version)
    assert version is not None
    assert version.fits(sandbox.kind)


def test_a_row_arrives_at_the_replica(sandbox: Sandbox) -> None:
    """Replication runs when the start has returned."""
    make_table(sandbox.primary)
    add_row(sandbox.primary, 1)
    assert wait_until(lambda: has_row(sandbox.replicas[0], 1), _TIMEOUT)


def test_a_killed_server_comes_back_with_its_rows(sandbox: Sandbox) -> None:
    """In the same container."""
    make_table(sandbox.primary)
    add_row(sandbox.primary, 2)
    before = _containers(sandbox)
    sandbox.kill_server()
    with pytest.raises(Unreachable):
        sandbox.primary.connect()
    sandbox.restart_server()
    assert sorted(_containers(sandbox)) == sorted(before)
    assert has_row(sandbox.primary, 2)
    add_row(sandbox.primary, 3)
    assert wait_until(lambda: has_row(sandbox.replicas[0], 3), _TIMEOUT)


def test_what_a_killed_keeper_left_can_be_taken_away(sandbox: Sandbox) -> None:
    """Containers and their volumes: they don't die with it as processes do."""
    os.kill(keeper_of(sandbox.folder), signal.SIGKILL)
    assert len(_containers(sandbox)) == 2
    sandbox.stop()
    assert not _containers(sandbox)
    assert not sandbox.folder.exists()


def test_nothing_is_left_after_the_end() -> None:
    """Neither containers nor their volumes."""
    volumes = run(["docker", "volume", "ls", "--quiet"], os.environ)
    with start_sandbox(ServerKind.MARIADB) as sandbox:
        assert len(_containers(sandbox)) == 1
    assert not _containers(sandbox)
    assert run(["docker", "volume", "ls", "--quiet"], os.environ) == volumes
