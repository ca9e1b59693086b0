"""The tool killed at named points while applications write, and continued by the same command: the gate's few kills.

A relay between tool and server knows which statement comes: the process is killed before the server gets it, or when the
server has answered and the process doesn't know it yet. Kills at moments that nobody has named: test_kill.py, by night.
"""

from __future__ import annotations

import subprocess
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests.chaos.kills import Tool
from tests.chaos.oracle import judge, left_over
from tests.chaos.table import make_tables
from tests.chaos.writers import RETRIED, traffic
from tests.integration.faults.relay import Cut, Loss, Relay
from tests.servers import Schema, account_of

_ROWS, _WRITERS, _PACE = 3_000, 2, 4.0  # so slow that the copy comes through on a machine with other things to do
_LONGEST = 600.0
_TO_THE_END, _RUN = ("run", "--yes", "--cleanup"), ("run", "--yes")
_ROLLBACK, _ABORT = ("rollback", "--yes"), ("abort",)

# Statements of a run in their order, and whether the server has answered when the process dies.
_OF_A_RUN = (
    (("_delete", "CREATE TRIGGER"), Loss.UNSENT),
    (("COMMIT",), Loss.UNSENT),
    (("ADD KEY", "LOCK=NONE"), Loss.ANSWERED),
    (("_back_delete", "CREATE TRIGGER"), Loss.ANSWERED),
    (("RENAME TABLE",), Loss.UNSENT),
    (("RENAME TABLE",), Loss.ANSWERED),
    (("DROP TABLE", "_old"), Loss.UNSENT),
)
_ALTER = "ADD COLUMN extra INT NOT NULL DEFAULT 5 AFTER owner, ADD KEY by_price (price, status)"


@dataclass
class _Victim:
    """The tool, reached by a relay; killed at points one after the other."""

    tool: Tool
    relay: Relay
    process: subprocess.Popen[bytes] | None = None
    unmet: list[tuple[str, ...]] = field(default_factory=list)

    def kill_at(self, points: Sequence[tuple[tuple[str, ...], Loss]], command: Sequence[str]) -> None:
        """Start the command for each point and let it die there; then let it end well."""
        for words, loss in points:
            cut = Cut(words, loss, self._kill, after_answer=True)
            self.relay.cuts = [cut]
            self.process = self.tool.start(command, _ALTER)
            code = self.process.wait(_LONGEST)
            if not cut.done:
                self.unmet.append(words)
            assert code in (0, -9), self.tool.said()
        self.relay.cuts = []
        assert self.tool.start(command, _ALTER).wait(_LONGEST) == 0, self.tool.said()

    def _kill(self) -> None:
        assert self.process is not None
        self.process.kill()
        self.process.wait()


@pytest.mark.seeded
def test_a_run_killed_at_named_points_is_continued_by_the_same_command(schema: Schema, seed: int, tmp_path: Path) -> None:
    """No row differs from the twin's, nothing is left, and the writers met no error but over a lock."""
    account, relay = account_of(schema.primary), Relay(schema.primary)
    with schema.connect() as connection:
        make_tables(connection, _ROWS, seed)
    with (
        relay.at_work(),
        traffic(account, schema.name, writers=_WRITERS, rows=_ROWS, seed=seed, pace=_PACE) as writers,
    ):
        dsn = f"mysql://{account.user}@127.0.0.1:{relay.port}/{schema.name}?ssl-mode=DISABLED"
        victim = _Victim(Tool(dsn, account.password, tmp_path / "runs.log"), relay)
        victim.kill_at([(("INSERT INTO", "_oa_chunk"), Loss.UNSENT)], _RUN)
        victim.kill_at([(("RENAME TABLE",), Loss.ANSWERED)], _ROLLBACK)
        victim.kill_at([(("DROP TRIGGER", "_insert"), Loss.ANSWERED)], _ABORT)
        left = left_over(account, schema.name)
        # MySQL makes the reverse triggers in one message with the RENAME.
        points = [point for point in _OF_A_RUN if schema.kind.is_mariadb or "_back_delete" not in point[0]]
        victim.kill_at(points, _TO_THE_END)
        seen = writers.stop().between()
    verdict = judge(account, schema.name, [_ALTER])
    assert (left, verdict.differences, verdict.definitions, verdict.leftovers) == ((), (), (), ()), f"seed {seed}"
    assert victim.unmet == []
    assert set(seen.errors) <= RETRIED, f"seed {seed}"
    assert seen.transactions > 0
