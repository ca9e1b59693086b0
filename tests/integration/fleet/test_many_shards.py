"""Two hundred shards within their time and memory, and the status of two thousand."""

from __future__ import annotations

import pytest

from tests.benchmarks.fleet import measured


@pytest.mark.statistical  # a machine's speed decides; `python -m tests.benchmarks fleet` prints the same
@pytest.mark.timeout(1800)
def test_many_shards_take_no_longer_than_they_may() -> None:
    """Five seconds for their status, three minutes for all of the run; twenty seconds for the long list."""
    assert [str(each) for each in measured() if not each.within] == []
