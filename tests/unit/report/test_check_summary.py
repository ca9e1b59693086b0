"""What a check says at its end."""

from __future__ import annotations

from dataclasses import replace

from onlinealter.model.events import Checked
from onlinealter.report.readable import size
from onlinealter.report.sentences import sentence
from tests.unit.report.event_samples import WARNING

_SUMMARY = Checked("shop.orders", "shadow", 2_900_000, 1_240_000_000, ("ix_a", "ix_b"), 1_240_000_000, 2, 1, (WARNING,))


def test_the_summary_says_how_and_how_much() -> None:
    """In one line, for whoever reads nothing else."""
    assert sentence(_SUMMARY) == (
        "OK: shop.orders can be altered online (shadow: rows are copied; about 2,900,000 rows, 1.2 GB, 2 indexes built after"
        " the copy (ix_a, ix_b), takes about 1.2 GB of disk until cleanup, 2 replicas watched, 1 attached but not named);"
        " 1 warning above"
    )


def test_what_there_is_not_is_not_told() -> None:
    """A metadata change copies nothing; a table that has the definition already needs no change."""
    alone = replace(_SUMMARY, strategy="metadata", deferred_indexes=(), disk_bytes=0, replicas=0, unwatched=0, findings=())
    assert sentence(alone) == (
        "OK: shop.orders can be altered online (metadata: the server changes the definition alone; about 2,900,000 rows,"
        " 1.2 GB, no replica watched)"
    )
    assert sentence(replace(_SUMMARY, strategy="")) == "OK: nothing to do for shop.orders; 1 warning above"


def test_sizes_are_short() -> None:
    """Two digits that matter."""
    assert [size(each) for each in (0, 999, 16_384, 60_000_000, 1_240_000_000, 3e12)] == [
        "0 bytes", "999 bytes", "16 kB", "60 MB", "1.2 GB", "3.0 TB",
    ]  # fmt: skip
