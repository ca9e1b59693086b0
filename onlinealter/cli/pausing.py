"""What ``pause`` and ``resume`` do."""

from __future__ import annotations

from onlinealter.cli.exits import reporting
from onlinealter.cli.options import OutputOptions, TargetArguments
from onlinealter.model.events import Notice


def request_pause(words: TargetArguments, output_options: OutputOptions, *, paused: bool) -> None:
    """Note in the journal whether the run is to wait; the process at work on it looks there."""
    from onlinealter.cli.target import TargetScope, find_target
    from onlinealter.engine import alteration
    from onlinealter.engine.target import Target

    def tell(target: Target) -> str:
        status = alteration.set_paused(target, paused)
        what = "waits at its next chunk; `online-alter resume` lets it go on" if paused else "may go on"
        return f"run {status.run} of {status.table} {what}"

    if words.shards is not None:
        from onlinealter.cli.fleet import on_each_shard

        on_each_shard(words, output_options, TargetScope.TABLE, tell)
        return
    with reporting(output_options) as output:
        output.report(Notice(tell(find_target(words, TargetScope.TABLE))))
