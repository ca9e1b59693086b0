"""What may stand in a plan and in a file that plans include: settings, servers, and what people say."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from onlinealter.model.plan import Notes
from onlinealter.planning.account_parts import AccountParts
from onlinealter.planning.dsn import read_dsn
from onlinealter.planning.plan_file_faults import Faults
from onlinealter.planning.plan_notes import LONGEST_NOTES, UnfitNote, checked_note, told
from onlinealter.planning.setting_values import SETTINGS, UnfitSetting, checked_setting

SERVER_KEYS = ("dsn", "replicas")

_NO_PASSWORD = "leave it out and give it by MYSQL_PWD, --defaults-file or --ask-password"  # noqa: S105 - advice


@dataclass(frozen=True)
class Shareable:
    """What a file says of these; what it says nothing of may come from another."""

    settings: Mapping[str, object] = field(default_factory=dict)
    notes: Notes = Notes()
    primary: AccountParts | None = None
    replicas: tuple[AccountParts, ...] = ()

    def under(self, over: Shareable) -> Shareable:
        """Both, ``over`` before this one. Replicas go with their primary: a file that names one takes no others'."""
        settings, notes = {**self.settings, **over.settings}, replace(self.notes, **told(over.notes))
        if over.primary is not None:
            return Shareable(settings, notes, over.primary, over.replicas)
        return Shareable(settings, notes, self.primary, over.replicas or self.replicas)


def read_shareable(given: Mapping[str, object], faults: Faults) -> Shareable:
    """What is right of it; the rest is noted."""
    server = section(given, "server", faults)
    for key in server.keys() - set(SERVER_KEYS):
        faults.add_unknown(("server", key), SERVER_KEYS)
    primary = _read_server(server["dsn"], "dsn", faults) if "dsn" in server else None
    return Shareable(_read_settings(given, faults), _read_notes(given, faults), primary, _read_replicas(server, faults))


def section(given: Mapping[str, object], key: str, faults: Faults) -> dict[str, object]:
    """A table of the file; an empty one where there is none."""
    value = given.get(key, {})
    if not isinstance(value, dict):
        faults.add_unexpected((key,), "a table", value)
        return {}
    return value


def _read_settings(given: Mapping[str, object], faults: Faults) -> dict[str, object]:
    chosen: dict[str, object] = {}
    for name, value in section(given, "settings", faults).items():
        if name not in SETTINGS:
            faults.add_unknown(("settings", name), SETTINGS)
            continue
        try:
            chosen[name] = checked_setting(name, value)
        except UnfitSetting as fault:
            faults.add(("settings", name), f"'{name}' in [settings]: {fault}")
    return chosen


def _read_notes(given: Mapping[str, object], faults: Faults) -> Notes:
    found = {}
    for name in given.keys() & LONGEST_NOTES.keys():
        try:
            found[name] = checked_note(name, given[name])
        except UnfitNote as fault:
            faults.add((name,), f"'{name}': {fault}")
    return Notes(**found)


def _read_replicas(server: Mapping[str, object], faults: Faults) -> tuple[AccountParts, ...]:
    value = server.get("replicas", [])
    if not isinstance(value, list):
        faults.add_unexpected(("server", "replicas"), "a list of DSNs", value)
        return ()
    return tuple(_read_server(dsn, "replicas", faults) for dsn in value)


def _read_server(value: object, key: str, faults: Faults) -> AccountParts:
    if not isinstance(value, str):
        faults.add_unexpected(("server", key), "a DSN as text", value)
        return AccountParts()
    parts, found = read_dsn(value)
    for fault in found:
        faults.add(("server", key), f"'{key}' in [server]: {fault}")
    if parts.password:
        faults.add(("server", key), f"'{key}' in [server] holds a password; {_NO_PASSWORD}")
    return parts
