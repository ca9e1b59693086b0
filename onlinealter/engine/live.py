"""Settings that may be changed while a run is at work: the plan's, with those of ``online-alter set`` over them."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import replace

from onlinealter.engine.journal import RunRecord
from onlinealter.engine.target import Target
from onlinealter.model.errors import UsageFault
from onlinealter.model.events import Notice
from onlinealter.model.plan import MAX_WORKERS, Settings
from onlinealter.model.ports import Reporter
from onlinealter.model.renamed_settings import present_name
from onlinealter.planning.setting_values import SETTINGS, UnfitSetting, checked_setting, written_setting


class LiveSettings:
    """The settings as they are now; the journal's word is taken while the run is watched."""

    def __init__(self, settings: Settings, changes: str, reporter: Reporter) -> None:
        """``settings`` have the ``changes`` in them already."""
        self.now = settings
        self._changes = changes
        self._reporter = reporter
        self._listeners: list[Callable[[Settings], None]] = []

    def tell(self, listener: Callable[[Settings], None]) -> None:
        """Call this with the settings after each change."""
        self._listeners.append(listener)

    def take(self, changes: str) -> None:
        """Go by what the journal has; does nothing when that is as it was."""
        if changes == self._changes:
            return
        before, self._changes = read_changes(self._changes), changes
        now = read_changes(changes)
        self.now = with_changes(self.now, changes)
        for name, value in now.items():
            if before.get(name) != value:
                self._reporter.report(Notice(f"{written_setting(name, value)} from now on"))
        for listener in self._listeners:
            listener(self.now)


def settings_before(target: Target) -> Settings:
    """The plan's settings, before the journal is known."""
    return target.plan.settings if target.plan else replace(Settings(), **target.settings)


def settings_of(target: Target, record: RunRecord) -> Settings:
    """What holds for a run: the plan's settings, then what was changed while it was at work."""
    return with_changes(settings_before(target), record.changes)


def with_changes(settings: Settings, changes: str) -> Settings:
    """The settings with those over them that the journal has as changed."""
    return replace(settings, **read_changes(changes))  # type: ignore[arg-type]  # each was checked against its field


def read_changes(text: str) -> dict[str, object]:
    """Changed settings as the journal keeps them; those that this version doesn't know, or can't take, are left out."""
    found: dict[str, object] = {}
    try:
        given = json.loads(text) if text else {}
    except (ValueError, RecursionError):
        return found
    for written, value in given.items() if isinstance(given, dict) else ():
        name = present_name(written)
        if name in SETTINGS and SETTINGS[name].metadata["live"]:
            try:
                found[name] = checked_setting(name, value)
            except UnfitSetting:
                continue  # of a version that took other values
    return found


def merged_changes(text: str, changes: Mapping[str, object]) -> str:
    """Changed settings with more of them, as the journal keeps them. Raises UsageFault where one can't be changed now."""
    fixed = [name for name in changes if not SETTINGS[name].metadata["live"]]
    if fixed:
        live = ", ".join(name for name, known in SETTINGS.items() if known.metadata["live"])
        raise UsageFault(
            f"{', '.join(fixed)} can't be changed while a run is at work",
            remedy=f"These can: {live}. Others are given with --set when the command is called again.",
        )
    return json.dumps({**read_changes(text), **changes}, sort_keys=True)


def more_workers(record: RunRecord, changes: Mapping[str, object]) -> int:
    """How many connections more the changes ask for than the journal knows of; below 0 if fewer."""
    before = with_changes(record.plan.settings, record.changes)
    after = replace(before, **changes)  # type: ignore[arg-type]  # each was checked against its field
    return (after.workers or MAX_WORKERS) - (before.workers or MAX_WORKERS)


def written_changes(text: str) -> tuple[str, ...]:
    """Changed settings for a person."""
    return tuple(written_setting(name, value) for name, value in sorted(read_changes(text).items()))
