"""Servers of these tests' own: they are killed, made read-only, and lose their replicas."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.integration.faults.relay import Relay
from tests.servers import Schema, ServerPair, chosen_kinds, started


@pytest.fixture(scope="session", params=chosen_kinds(), ids=str)
def own_servers(request: pytest.FixtureRequest) -> Iterator[ServerPair]:
    """A primary with one replica of each kind."""
    with started(request.param) as pair:
        yield pair


@pytest.fixture
def place(own_servers: ServerPair, request: pytest.FixtureRequest) -> Iterator[Schema]:
    """A schema of the test's own there; the replica has applied what the test before has left."""
    with own_servers.schema(request.node.name) as schema:
        schema.connect_to_replica().close()
        yield schema


@pytest.fixture
def relay(place: Schema) -> Iterator[Relay]:
    relay = Relay(place.primary)
    with relay.at_work():
        yield relay
