"""Servers for all tests that need one."""

from __future__ import annotations

import signal
from collections.abc import Iterator

import hypothesis
import pytest

from tests.servers import Schema, ServerPair, chosen_kinds, started

# A busy machine is slow, which is no fault of what is tested.
hypothesis.settings.register_profile("patient", deadline=None)
hypothesis.settings.load_profile("patient")

# Begun in the background, a process ignores Ctrl-C, and so would those that it begins.
signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture(scope="session", params=chosen_kinds(), ids=str)
def servers(request: pytest.FixtureRequest) -> Iterator[ServerPair]:
    """A primary with one replica of each kind the environment asks for, started once per session."""
    with started(request.param) as pair:
        yield pair


@pytest.fixture
def schema(servers: ServerPair, request: pytest.FixtureRequest) -> Iterator[Schema]:
    """A schema of the test's own."""
    with servers.schema(request.node.name) as schema:
        yield schema
