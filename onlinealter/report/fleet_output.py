"""What a fleet's command shows: each shard's events under its name."""

from __future__ import annotations

import sys

from onlinealter.model.errors import OnlineAlterError
from onlinealter.model.events import Event
from onlinealter.model.ports import Reporter
from onlinealter.report.json_lines import JsonLines
from onlinealter.report.line_stream import Writable
from onlinealter.report.narrated import Narrated
from onlinealter.report.output import Output
from onlinealter.report.plain_text import ErrorsOnly, PlainText


class FleetOutput:
    """An output with a reporter for each shard; many shards' lines go to one place, so there is no live screen."""

    def __init__(self, *, json: bool, quiet: bool, log: Writable | None = None) -> None:
        self._json, self._quiet, self._log = json, quiet, log
        self._shards: dict[str, Output] = {}
        self._own = self._new("")

    def of(self, shard: str) -> Reporter:
        return self._shards.setdefault(shard, self._new(shard))

    def report(self, event: Event) -> None:
        """Show an event of the fleet itself."""
        self._own.report(event)

    def error(self, error: OnlineAlterError) -> None:
        """Show an expected failure."""
        self._own.error(error)

    def close(self) -> None:
        """Write what was held back."""
        for output in (*self._shards.values(), self._own):
            output.close()

    def _new(self, shard: str) -> Output:
        shown = self._shown(shard)
        return Narrated(shown, PlainText(self._log, shard=shard, is_log=True)) if self._log is not None else shown

    def _shown(self, shard: str) -> Output:
        if self._json:
            return JsonLines(sys.stdout, shard=shard)
        return ErrorsOnly(sys.stderr) if self._quiet else PlainText(sys.stderr, shard=shard)
