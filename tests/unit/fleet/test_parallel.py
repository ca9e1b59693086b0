"""The same work for many."""

from __future__ import annotations

import threading

from onlinealter.fleet.parallel import in_parallel


def test_when_the_time_is_over_nothing_more_is_begun() -> None:
    """What is there is given; who didn't answer in time is waited for no longer, and those behind it are left alone."""
    begun: list[str] = []
    go_on, over = threading.Event(), threading.Event()

    def work(item: str) -> str:
        begun.append(item)
        if item == "slow":
            go_on.wait(60)
            over.set()
        return item

    assert in_parallel(["quick", "slow", "late"], work, at_once=1, limit=0.5) == ["quick", None, None]
    go_on.set()
    assert over.wait(60)
    for thread in threading.enumerate():
        if thread.daemon and thread is not threading.current_thread():
            thread.join(0.5)
    assert begun == ["quick", "slow"]
