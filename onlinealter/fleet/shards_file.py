"""The shards file: TOML in, a fleet out, or all of the file's faults at once."""

from __future__ import annotations

import json
import re
import tomllib
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any, TypeVar, cast

from onlinealter.fleet.outside import first_line_of, output_of
from onlinealter.fleet.shards import EVERY_GROUP, Fleet, Rollout, ShardEntry, Unhealthy
from onlinealter.model.errors import UsageFault
from onlinealter.model.window import EXPECTED as WINDOW_EXPECTED
from onlinealter.model.window import Window
from onlinealter.planning.account_parts import AccountParts
from onlinealter.planning.dsn import read_dsn
from onlinealter.planning.durations import seconds_from
from onlinealter.planning.plan_file_faults import Faults, syntax_fault
from onlinealter.planning.setting_values import SETTINGS, UnfitSetting, checked_setting, unknown_setting

KEYS = ("defaults", "shard", "rollout", "source")
DEFAULTS_KEYS = ("user", "password", "per_server", "group", "settings")
SHARD_KEYS = ("name", "primary", "replicas", "group", "settings", "password")
COPY_KEYS = ("parallel", "per_server")
CUTOVER_KEYS = ("waves", "soak", "ask", "healthy", "on_unhealthy", "stop_at", "window")
PASSWORD_KEYS = ("file", "env", "command")
_REMEDY = "Fix the file; docs/shards.md describes its keys."

_SPAN = re.compile(r"\{(\d+)\.\.(\d+)\}")
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]*")
_WAVE = re.compile(r"(?:[1-9]\d?|100)%|[1-9]\d*|[A-Za-z][A-Za-z0-9_.-]*")
_MOST_SHARDS = 10_000  # a pattern's typing error must not fill the memory

_Path = tuple[str, ...]
_T = TypeVar("_T")


def read_shards_file(file: Path, environment: Mapping[str, str]) -> Fleet:
    """Read a shards file, asking its source command and its places of passwords. Raises UsageFault with all faults."""
    try:
        text = file.read_text(encoding="utf-8")
    except FileNotFoundError as error:
        raise UsageFault(f"there is no shards file {file}", remedy="Check the path; docs/shards.md shows a file.") from error
    except (OSError, UnicodeDecodeError) as error:
        raise UsageFault(f"{file} can't be read: {error}", remedy="A shards file is TOML in UTF-8.") from error
    return parse_shards(text, file, environment)


def parse_shards(text: str, file: Path, environment: Mapping[str, str]) -> Fleet:
    """Read a fleet from its file's text; relative paths in it begin at the file's folder."""
    try:
        given: dict[str, object] = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise syntax_fault(str(file), text, error, _REMEDY) from error
    faults = Faults(str(file), text, _REMEDY)
    return _Reader(faults, file.parent, environment).read(given)


def expanded(text: str) -> list[str]:
    """The texts of a pattern: ``eu-{01..03}`` is eu-01, eu-02, eu-03; several spans in one text count together.

    Raises ValueError where spans differ in length or one is empty.
    """
    spans = _SPAN.findall(text)
    if not spans:
        return [text]
    lengths = {int(end) - int(begin) + 1 for begin, end in spans}
    if len(lengths) != 1 or not 1 <= (length := lengths.pop()) <= _MOST_SHARDS:
        raise ValueError(text)
    return [_SPAN.sub(partial(_counted_on, at), text) for at in range(length)]


def _counted_on(by: int, span: re.Match[str]) -> str:
    return str(int(span[1]) + by).zfill(len(span[1]))


def seconds_of(text: object) -> float | None:
    """A time such as ``90``, ``"90s"``, ``"15m"``, ``"24h"`` or ``"2d"`` in seconds; None for anything else."""
    if isinstance(text, int | float) and not isinstance(text, bool) and text >= 0:
        return float(text)
    return seconds_from(text) if isinstance(text, str) else None


class _Reader:
    """Reads one file; each fault is noted with its key, and all are raised at the end."""

    def __init__(self, faults: Faults, folder: Path, environment: Mapping[str, str]) -> None:
        self.faults, self.folder, self.environment = faults, folder, environment

    def read(self, given: dict[str, object]) -> Fleet:
        self._known(given, KEYS, ())
        defaults = self._table(given, "defaults", ())
        self._known(defaults, DEFAULTS_KEYS, ("defaults",))
        entries = self._array(given, "shard")
        source = self._table(given, "source", ())
        from_source = self._from_source(source) if source else []
        if "shard" not in given and "source" not in given:
            self.faults.add((), "no [[shard]] is named, and no [source] either")
        shards = [
            shard
            for path, entry in [
                *((("shard", str(at)), each) for at, each in enumerate(entries)),
                *((("source",), each) for each in from_source),
            ]
            for shard in self._shards(entry, path, defaults)
        ]
        for name, times in Counter(shard.name for shard in shards).items():
            if times > 1:
                self.faults.add(self._path_of(name, entries), f"the name '{name}' is given to {times} shards")
        rollout = self._rollout(given, defaults, shards)
        window = self._window(given)
        self.faults.raise_if_any()
        if window:
            shards = [replace(each, settings={"cutover_window": window} | dict(each.settings)) for each in shards]
        return Fleet(tuple(shards), rollout)

    # Shards

    def _shards(self, entry: dict[str, object], path: _Path, defaults: Mapping[str, object]) -> list[ShardEntry]:
        self._known(entry, SHARD_KEYS, path)
        names = self._expanded(entry, "name", path)
        primaries = self._expanded(entry, "primary", path)
        replicas = self._replicas(entry, path)
        if not names or not primaries:
            return []
        for name in names:
            if not _NAME.fullmatch(name):
                self.faults.add((*path, "name"), f"'name': expected letters, digits and - _ ., found '{name}'")
                return []
        many = [self._as_many(each, len(names), (*path, key)) for key, each in [("primary", primaries), *replicas]]
        if any(each is None for each in many):
            return []
        group = self._text(entry, "group", path, self._text(defaults, "group", ("defaults",), EVERY_GROUP))
        settings = self._settings(defaults, ("defaults",)) | self._settings(entry, path)
        password = self._password(entry, path) or self._password(defaults, ("defaults",))
        user = self._text(defaults, "user", ("defaults",), "") or None
        common = AccountParts(user=user, password=password)
        servers = [[self._server(text, (*path, "primary")) for text in each or []] for each in many]
        return [
            ShardEntry(
                name,
                servers[0][at].filled_from(common),
                tuple(each[at].filled_from(common) for each in servers[1:]),
                group,
                settings,
            )
            for at, name in enumerate(names)
        ]

    def _replicas(self, entry: dict[str, object], path: _Path) -> list[tuple[str, list[str]]]:
        value = entry.get("replicas", [])
        if not isinstance(value, list) or not all(isinstance(each, str) for each in value):
            self.faults.add_unexpected((*path, "replicas"), "a list of DSNs", value)
            return []
        return [("replicas", self._spans(each, (*path, "replicas"))) for each in value]

    def _expanded(self, entry: dict[str, object], key: str, path: _Path) -> list[str]:
        if key not in entry:
            self.faults.add(path, f"missing key '{key}' of a shard")
            return []
        value = entry[key]
        if not isinstance(value, str) or not value:
            self.faults.add_unexpected((*path, key), "text", value)
            return []
        return self._spans(value, (*path, key))

    def _spans(self, text: str, path: _Path) -> list[str]:
        try:
            return expanded(text)
        except ValueError:
            self.faults.add(path, f"'{path[-1]}': expected spans of equal length such as {{01..16}}")
            return []

    def _as_many(self, texts: list[str], number: int, path: _Path) -> list[str] | None:
        if not texts:
            return None
        if len(texts) not in (1, number):
            self.faults.add(path, f"'{path[-1]}' stands for {len(texts)} servers, 'name' for {number} shards")
            return None
        return texts if len(texts) == number else texts * number

    def _server(self, text: str, path: _Path) -> AccountParts:
        parts, wrong = read_dsn(text)
        for fault in wrong:
            self.faults.add(path, f"'{path[-1]}': the DSN is wrong: {fault}")
        return parts

    def _path_of(self, name: str, entries: list[dict[str, object]]) -> _Path:
        for at, entry in enumerate(entries):
            if str(entry.get("name")) == name:
                return ("shard", str(at), "name")
        return ("shard",)

    def _settings(self, given: Mapping[str, object], path: _Path) -> dict[str, Any]:
        settings = {}
        for name, value in self._table(given, "settings", path).items():
            try:
                if name not in SETTINGS:
                    raise UnfitSetting(unknown_setting(name))
                settings[name] = checked_setting(name, value)
            except UnfitSetting as fault:
                self.faults.add((*path, "settings", name), f"'{name}' in settings: {fault}")
        return settings

    def _password(self, given: Mapping[str, object], path: _Path) -> str | None:
        if "password" not in given:
            return None
        place, value = (*path, "password"), given["password"]
        forms = " or ".join(f"{{ {key} = … }}" for key in PASSWORD_KEYS)
        if not isinstance(value, dict) or len(value) != 1 or not set(value) <= set(PASSWORD_KEYS):
            # The value isn't shown: it may be the password itself.
            self.faults.add(place, f"'password': expected {forms}: a password doesn't belong in this file")
            return None
        ((kind, where),) = value.items()
        try:
            return self._secret(kind, where)
        except (OSError, ValueError) as error:
            self.faults.add(place, f"'password': {error}")
            return None

    def _secret(self, kind: str, where: object) -> str:
        if kind == "command":
            return first_line_of(_words(where), self.folder)
        if not isinstance(where, str) or not where:
            raise ValueError(f"expected a name for '{kind}'")
        if kind == "file":
            return (self.folder / where).expanduser().read_text(encoding="utf-8").split("\n")[0]
        if where not in self.environment:
            raise ValueError(f"the environment has no variable {where}")
        return self.environment[where]

    def _from_source(self, source: Mapping[str, object]) -> list[dict[str, object]]:
        self._known(source, ("command",), ("source",))
        try:
            given = json.loads(output_of(_words(source.get("command")), self.folder))
        except (OSError, ValueError) as error:
            self.faults.add(("source", "command"), f"'command' in [source]: {error}")
            return []
        found = given.get("shard") if isinstance(given, dict) else given
        if not isinstance(found, list) or not all(isinstance(each, dict) for each in found):
            self.faults.add(
                ("source", "command"), "'command' in [source]: expected a JSON list of shards, or {\"shard\": […]}"
            )
            return []
        return found

    # Rollout

    def _rollout(self, given: Mapping[str, object], defaults: Mapping[str, object], shards: list[ShardEntry]) -> Rollout:
        rollout = self._table(given, "rollout", ())
        self._known(rollout, ("copy", "cutover"), ("rollout",))
        copy, cutover = (self._table(rollout, key, ("rollout",)) for key in ("copy", "cutover"))
        self._known(copy, COPY_KEYS, ("rollout", "copy"))
        self._known(cutover, CUTOVER_KEYS, ("rollout", "cutover"))
        usual, where = Rollout(), ("rollout", "cutover")
        per_server = self._number(defaults, "per_server", ("defaults",), usual.per_server)
        waves = self._texts(cutover, "waves", where, list(usual.waves))
        groups = {each.group for each in shards} | {EVERY_GROUP}
        for wave in waves:
            if not _WAVE.fullmatch(wave) or (wave[0].isalpha() and wave not in groups):
                expected = f"a group ({', '.join(sorted(groups))}), a share such as 10%, or a number of shards"
                self.faults.add_unexpected((*where, "waves"), expected, wave)
        if waves and waves[-1] not in (EVERY_GROUP, "100%") and shards:
            self.faults.add((*where, "waves"), f"'waves': the last one has to be '{EVERY_GROUP}', else shards are left out")
        soak = seconds_of(cutover.get("soak", usual.soak))
        if soak is None:
            self.faults.add_unexpected((*where, "soak"), 'a time such as "15m" or "24h"', cutover["soak"])
        unhealthy = cutover.get("on_unhealthy", usual.on_unhealthy.value)
        if unhealthy not in list(Unhealthy):
            self.faults.add_unexpected((*where, "on_unhealthy"), f"one of {', '.join(Unhealthy)}", unhealthy)
            unhealthy = usual.on_unhealthy
        return Rollout(
            parallel=self._number(copy, "parallel", ("rollout", "copy"), usual.parallel),
            per_server=self._number(copy, "per_server", ("rollout", "copy"), per_server),
            waves=tuple(waves),
            soak=soak or 0.0,
            ask=self._truth(cutover, "ask", where),
            healthy=tuple(self._texts(cutover, "healthy", where, [])),
            on_unhealthy=Unhealthy(str(unhealthy)),
            stop_at=self._number(cutover, "stop_at", where, usual.stop_at),
        )

    def _window(self, given: Mapping[str, object]) -> str:
        rollout = given.get("rollout")
        cutover = rollout.get("cutover") if isinstance(rollout, dict) else None
        text = cutover.get("window", "") if isinstance(cutover, dict) else ""
        try:
            Window.parse(text)
        except (ValueError, TypeError, AttributeError):
            self.faults.add_unexpected(("rollout", "cutover", "window"), WINDOW_EXPECTED, text)
        return str(text)

    # Values

    def _known(self, given: Mapping[str, object], known: tuple[str, ...], path: _Path) -> None:
        for key in given.keys() - set(known):
            self.faults.add_unknown((*path, key), known)

    def _table(self, given: Mapping[str, object], key: str, path: _Path) -> dict[str, object]:
        return self._value(given, key, path, {}, lambda value: isinstance(value, dict), "a table")

    def _array(self, given: Mapping[str, object], key: str) -> list[dict[str, object]]:
        def fits(value: object) -> bool:
            return isinstance(value, list) and all(isinstance(each, dict) for each in value)

        return self._value(given, key, (), [], fits, f"tables [[{key}]]")

    def _text(self, given: Mapping[str, object], key: str, path: _Path, usual: str) -> str:
        return self._value(given, key, path, usual, lambda value: isinstance(value, str) and value != "", "text")

    def _texts(self, given: Mapping[str, object], key: str, path: _Path, usual: list[str]) -> list[str]:
        def fits(value: object) -> bool:
            return isinstance(value, list) and value != [] and all(isinstance(each, str) and each for each in value)

        return self._value(given, key, path, usual, fits, "a list of texts")

    def _number(self, given: Mapping[str, object], key: str, path: _Path, usual: int) -> int:
        return self._value(given, key, path, usual, lambda value: type(value) is int and value > 0, "a number from 1 on")

    def _truth(self, given: Mapping[str, object], key: str, path: _Path) -> bool:
        return self._value(given, key, path, False, lambda value: isinstance(value, bool), "true or false")

    def _value(
        self, given: Mapping[str, object], key: str, path: _Path, usual: _T, fits: Callable[[Any], bool], expected: str
    ) -> _T:
        value = given.get(key, usual)
        if key in given and not fits(value):
            self.faults.add_unexpected((*path, key), expected, value)
            return usual
        return cast("_T", value)


def _words(command: object) -> list[str]:
    """A command as a list of words: no shell reads it. Raises ValueError."""
    if not isinstance(command, list) or not command or not all(isinstance(each, str) for each in command):
        raise ValueError('expected a command as a list of words, such as ["./list-shards", "eu"]')
    return command
