"""Global settings of a server, set for one test."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from onlinealter.mysql.connection import Connection
from tests.servers import Schema, ServerPair


@pytest.fixture
def place(servers: ServerPair) -> Iterator[Schema]:
    """A schema made before the settings of the test are changed, dropped after they are set back."""
    with servers.schema("facts") as schema:
        yield schema


@contextmanager
def global_settings(connection: Connection, settings: dict[str, str]) -> Iterator[None]:
    """Set global variables, and set them back."""
    before = {name: connection.value(f"SELECT @@GLOBAL.{name}") for name in settings}
    try:
        for name, value in settings.items():
            connection.execute(f"SET GLOBAL {name} = {value}")
        yield
    finally:
        for name, value in before.items():
            connection.execute(f"SET GLOBAL {name} = %s", [value])
