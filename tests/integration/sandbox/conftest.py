"""Sandboxes for the tests of the sandbox itself."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest

from onlinealter.sandbox import Sandbox, ServerKind, start_sandbox

KINDS = [ServerKind(name) for name in os.environ.get("ONLINEALTER_TEST_SERVERS", "mysql,mariadb-10.11").split(",")]


@pytest.fixture(scope="module", params=KINDS)
def kind(request: pytest.FixtureRequest) -> ServerKind:
    """Each kind the environment asks for."""
    return ServerKind(request.param)


@pytest.fixture(scope="module")
def pair(kind: ServerKind) -> Iterator[Sandbox]:
    """A primary with one replica, shared by the tests of a file."""
    with start_sandbox(kind, replicas=1) as sandbox:
        yield sandbox
