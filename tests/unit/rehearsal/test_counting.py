"""What a server counts between two moments."""

from __future__ import annotations

from onlinealter.model.rehearsal import Counter
from onlinealter.rehearsal.counting import Count, counted

_BEFORE = Count((("rows_read", 10),), (("bin.1", 100), ("bin.2", 50)))


def test_the_binlog_is_counted_over_its_files() -> None:
    """Also where an old one was purged and a new one begun."""
    after = Count((("rows_read", 25),), (("bin.2", 80), ("bin.3", 7)))
    assert counted(_BEFORE, after) == (Counter("rows_read", 15), Counter("binlog_bytes", 37))


def test_a_restarted_server_has_counted_nothing() -> None:
    """Its counters began anew."""
    assert counted(_BEFORE, Count((("rows_read", 3),), _BEFORE.files)) == ()


def test_no_binlog_is_not_zero_bytes() -> None:
    """A threshold on it must not pass by that."""
    assert counted(Count((("rows_read", 1),)), Count((("rows_read", 1),))) == (Counter("rows_read", 0),)
