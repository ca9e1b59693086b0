"""A place of the test's own."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.integration.apply.folders import Place, make_place
from tests.servers import Schema


@pytest.fixture
def place(schema: Schema, tmp_path: Path) -> Place:
    """Two tables, and an empty folder for plans."""
    return make_place(schema, tmp_path)
