"""What all tests here share."""

from __future__ import annotations

import os
import random

import pytest


@pytest.fixture
def seed() -> int:
    """Where a test's random choices begin."""
    return int(os.environ.get("ONLINEALTER_CHAOS_SEED", random.randrange(10**9)))
