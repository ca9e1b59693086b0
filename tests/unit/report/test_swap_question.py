"""What somebody is told before he says whether the tables may be swapped."""

from __future__ import annotations

from dataclasses import replace

import pytest

from onlinealter.model.events import Blocker
from onlinealter.model.outlook import ReplicaDelay, SwapOutlook
from onlinealter.report.swap_question import swap_question

_SWAP = SwapOutlook("shop.orders", back=False, statement="RENAME", longest_wait=1.0)
_REPORTS = Blocker(71, "reports", "10.0.0.9", 840.0)


@pytest.mark.parametrize(
    ("outlook", "question"),
    [
        (
            replace(_SWAP, replicas=(ReplicaDelay("db2:3306", 0.1),)),
            "RENAME, waits ≤ 1 s, 0 older transactions, replica 100 ms behind, rollback stays open. Swap shop.orders?",
        ),
        (
            replace(_SWAP, older=(_REPORTS,), rollback=False),
            "  older transaction: connection 71 (reports@10.0.0.9, 840 s)\n"
            "RENAME, waits ≤ 1 s, 1 older transaction, no rollback afterwards. Swap shop.orders?",
        ),
        (
            replace(_SWAP, older=None, opens=4000.0, longest_wait=0.25),
            "RENAME, waits ≤ 0.25 s, the cutover window opens in 1h 06m, older transactions can't be seen,"
            " rollback stays open. Swap shop.orders?",
        ),
        (
            replace(_SWAP, queries=("line 2: t was read by ref (a), now by ALL (no index): SELECT ?",)),
            "  worse query plan: line 2: t was read by ref (a), now by ALL (no index): SELECT ?\n"
            "RENAME, waits ≤ 1 s, 0 older transactions, 1 worse query plan, rollback stays open. Swap shop.orders?",
        ),
        (replace(_SWAP, back=True), "RENAME, waits ≤ 1 s, no write is lost. Swap back shop.orders?"),
        (replace(_SWAP, statement="ALTER"), "ALTER, waits ≤ 1 s, rollback stays open. Change shop.orders?"),
        (replace(_SWAP, statement="ALTER", back=True), "ALTER, waits ≤ 1 s, no write is lost. Change shop.orders back?"),
    ],
)
def test_the_question_says_what_will_happen(outlook: SwapOutlook, question: str) -> None:
    """By which statement, who waits for how long, who stands in the way, and whether there is a way back."""
    assert swap_question(outlook) == question


def test_a_replica_that_is_late_or_silent_is_named() -> None:
    """The others are summed up by the slowest."""
    replicas = (
        ReplicaDelay("a:3306", 0.05), ReplicaDelay("b:3306", 0.2),
        ReplicaDelay("c:3306", 3.0, reached=False), ReplicaDelay("d:3306", 0.0, reached=False, unknown="refused"),
    )  # fmt: skip
    told = swap_question(replace(_SWAP, replicas=replicas))
    assert "replicas 200 ms behind, replica c:3306 more than 3.0 s behind, replica d:3306 can't be asked, rollback" in told
