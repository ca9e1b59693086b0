"""The oldest Django that is supported. The newest needs a newer Python than the gate's; the gate has the newest for that."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.environments import made_with, passes


@pytest.mark.index
def test_the_oldest_django_passes_the_same_tests(tmp_path: Path) -> None:
    """Those with a server, and those on SQLite."""
    programs = made_with(tmp_path / "venv", "Django==4.2.*", extra="django")
    passes(programs, "tests/integration/django/test_django.py", "tests/unit/django")
