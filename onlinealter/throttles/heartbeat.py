"""What the journal is told while the run is watched: the heartbeat, why it waits, and the binlog it has written."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from onlinealter.throttles import statements
from onlinealter.throttles.signal import Ask


class Heartbeat:
    """Written with each sample; never a reason to wait."""

    name, optional, reading = "the run's journal", False, None

    def __init__(self, ask: Ask, schema: str, run: str, columns: Mapping[str, Callable[[], str]], *, always: bool) -> None:
        """``columns`` by name with what they hold now; ``always`` where the heartbeat is needed even if nothing changed."""
        self._ask = ask
        self._schema = schema
        self._run = run
        self._columns = columns
        self._always = always
        self._written: dict[str, str] = {}

    def reason(self) -> None:
        """Write what has changed."""
        now = {column: value() for column, value in self._columns.items()}
        changed = {column: value for column, value in now.items() if self._written.get(column, "") != value}
        if changed or self._always:
            sql = statements.write_notes(self._schema, self._run, tuple(changed))
            self._ask(lambda c: c.execute(sql, tuple(changed.values())))
            self._written.update(changed)
