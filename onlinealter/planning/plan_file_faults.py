"""The faults of a plan file, gathered while it is read, each with its line."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable

from onlinealter.model.errors import UsageFault
from onlinealter.model.renamed_settings import RENAMED, present_name
from onlinealter.planning.nearest import did_you_mean
from onlinealter.planning.setting_values import SETTINGS, description
from onlinealter.planning.toml_lines import Path, key_lines, line_of

REMEDY = "Fix the file; docs/plan-file.md lists the keys, and `online-alter new-plan` writes a plan to begin with."
_HOMES = {**dict.fromkeys(SETTINGS, "settings"), "replicas": "server", "dsn": "server"}
_PLACE = re.compile(r" \(at (?:line (?P<line>\d+), column \d+|end of document)\)$")


class Faults:
    """Faults with their places, in the order in which a reader meets them."""

    def __init__(self, file: str, text: str, remedy: str = REMEDY) -> None:
        self._file, self._remedy = file, remedy
        self._lines = key_lines(text)
        self._found: list[tuple[int, str]] = []
        self._others: list[Faults] = []

    def of_file(self, file: str, text: str) -> Faults:
        """Those of another file that this one includes; they are raised together."""
        other = Faults(file, text, self._remedy)
        self._others.append(other)
        return other

    def add(self, path: Path, message: str) -> None:
        """Note a fault of a key."""
        self._found.append((line_of(path, self._lines) or 0, message))

    def add_syntax(self, text: str, error: tomllib.TOMLDecodeError) -> None:
        """Note that the text isn't TOML."""
        self._found.append(_of_syntax(text, error))

    def add_unexpected(self, path: Path, expected: str, value: object) -> None:
        """Note that a key holds something else than expected."""
        self.add(path, f"{_named(path)}: expected {expected}, found {description(value)}")

    def add_unknown(self, path: Path, known: Iterable[str]) -> None:
        """Note a key that nobody knows, and what may have been meant."""
        name, home = path[-1], _HOMES.get(present_name(path[-1]))
        if name in RENAMED and path[0] == "settings":
            self.add(path, f"{_named(path)} is now called '{RENAMED[name]}'")
            return
        hint = did_you_mean(name, known)
        if not hint and home and len(path) == 1:
            hint = f"; it belongs in [{home}]"
        self.add(path, f"unknown key {_named(path)}{hint}")

    def raise_if_any(self) -> None:
        """Raise one UsageFault with all that was found, in the file and in others."""
        if faults := list(dict.fromkeys(self._all())):  # a file may be included twice
            others = any(other._all() for other in self._others)
            subject = f"{self._file} and what it includes have" if others else f"{self._file} has"
            raise _fault(subject, faults, self._remedy)

    def _all(self) -> list[str]:
        ordered = sorted(self._found, key=lambda fault: fault[0])
        own = [_placed(self._file, line, message) for line, message in ordered]
        return [*own, *(fault for other in self._others for fault in other._all())]


def syntax_fault(file: str, text: str, error: tomllib.TOMLDecodeError, remedy: str = REMEDY) -> UsageFault:
    """What to raise where the text isn't TOML."""
    return _fault(f"{file} has", [_placed(file, *_of_syntax(text, error))], remedy)


def _of_syntax(text: str, error: tomllib.TOMLDecodeError) -> tuple[int, str]:
    found = _PLACE.search(str(error))
    last = max(1, len(text.splitlines()))
    line = int(found["line"]) if found and found["line"] else last
    message = _PLACE.sub("", str(error))
    return line, f"not TOML: {message[:1].lower()}{message[1:]}"


def _fault(subject: str, faults: list[str], remedy: str) -> UsageFault:
    count = "a fault" if len(faults) == 1 else f"{len(faults)} faults"
    return UsageFault(f"{subject} {count}", faults=faults, remedy=remedy)


def _placed(file: str, line: int, message: str) -> str:
    return f"{file}:{line}: {message}" if line else f"{file}: {message}"


def _named(path: Path) -> str:
    tables = ".".join(part for part in path[:-1] if not part.isdigit())
    brackets = "[[{}]]" if any(part.isdigit() for part in path[:-1]) else "[{}]"
    return f"'{path[-1]}' in {brackets.format(tables)}" if tables else f"'{path[-1]}'"
