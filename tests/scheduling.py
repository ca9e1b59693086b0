"""How many workers there are, and which runs which test: each has a kind of server of its own to begin with, and helps with
another's at the end. (pytest-xdist's own groups are not heeded by pytest 9.)
"""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from functools import cache

import pytest
from xdist.scheduler import LoadScopeScheduling
from xdist.workermanage import WorkerController

# Tests of these places share servers of their own, started once a file.
_TOGETHER = re.compile(
    r"tests/integration/(?:(?:facts|sandbox|mysql)/|faults/test_no_room\.py|engine/test_kept_with_the_table\.py)"
)
# Those of the model's explore each kind of server once a process, and then what a deed adds to that.
_EXPLORING = re.compile(r"tests/model/.*?\b(mysql|mariadb)\]$")
_WITH_SERVERS = re.compile(r"tests/(?:integration|scenarios|properties|chaos)/")

_PER_WORKER = 3 * 1024**3  # bytes: its two servers, those of a test that starts its own, and itself


def worker_count(kinds: int) -> int:
    """Two for each processor, since half the time they wait for their servers, as far as the memory reaches; one for each
    kind of server at least.
    """
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    return max(kinds, min(2 * len(os.sched_getaffinity(0)), memory // _PER_WORKER))


@cache
def kind_of(nodeid: str, kinds: tuple[str, ...]) -> str:
    """The kind of server that a test runs on, by its parameters; empty where it runs on none, or on all."""
    parameters = nodeid.partition("[")[2].rpartition("]")[0]
    found = [kind for kind in kinds if re.search(rf"(?:^|-){re.escape(kind)}(?:-|$)", parameters)]
    return found[0] if _WITH_SERVERS.match(nodeid) and len(found) == 1 else ""


def scope_of(nodeid: str, kinds: tuple[str, ...]) -> str:
    """What is given to a worker at once: a test, or those of a file that share servers or what was explored."""
    if explored := _EXPLORING.match(nodeid):
        return f"{nodeid.partition('::')[0]}::{explored[1]}"
    kind = kind_of(nodeid, kinds)
    return f"{nodeid.partition('::')[0]}::{kind}" if _TOGETHER.match(nodeid) else nodeid


class ByKindOfServer(LoadScopeScheduling):  # type: ignore[misc] # it publishes no types
    """Gives a worker first what needs no server, in the order collected, then its own kind, then what is left."""

    def __init__(self, config: pytest.Config, kinds: Sequence[str]) -> None:
        super().__init__(config)
        self._kinds = tuple(kinds)
        self._exhausted: set[str] = set()

    def _split_scope(self, nodeid: str) -> str:
        return scope_of(nodeid, self._kinds)

    def _assign_work_unit(self, node: WorkerController) -> None:
        own = self._kinds[int(re.sub(r"\D", "", node.gateway.id)) % len(self._kinds)]
        scope = self._first_of("") or self._first_of(own)
        if scope is not None:
            self.workqueue.move_to_end(scope, last=False)
        super()._assign_work_unit(node)

    def _first_of(self, kind: str) -> str | None:
        if kind in self._exhausted:
            return None
        found = next(
            (scope for scope, unit in self.workqueue.items() if kind_of(next(iter(unit)), self._kinds) == kind), None
        )
        if found is None:
            self._exhausted.add(kind)
        return found
