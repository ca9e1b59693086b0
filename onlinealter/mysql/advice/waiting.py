"""What to do about what a run waits for."""

from __future__ import annotations

from collections.abc import Iterable

from onlinealter.mysql.advice import statements
from onlinealter.mysql.connection import Connection


def kill_or_wait(connections: Iterable[int]) -> str:
    """About sessions that the message names; none where the account may not see them."""
    kills = statements.kill(connections)
    first = f"Wait for these transactions, or kill them: {kills} Then" if kills else "Wait for these transactions, then"
    return f"{first} run the same command again."


def keep_more_while_building(connection: Connection) -> str:
    """More was written during an index's build than the server keeps."""
    kept = int(connection.value(statements.build_log()) or 0)
    more = statements.set_global("innodb_online_alter_log_max_size", 2 * kept)
    return f"{more} Or wait for fewer writes. Then run the same command again."
