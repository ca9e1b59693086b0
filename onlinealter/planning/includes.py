"""Files that a plan includes: what several plans have in common, and nothing that says what is altered."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from pathlib import Path

from onlinealter.planning.plan_file_faults import Faults
from onlinealter.planning.plan_sections import Shareable, read_shareable

INCLUDABLE = ("include", "owner", "ticket", "settings", "server")
MOST_LEVELS = 5
MOST_FILES = 50  # in all
_MOST_BYTES = 1_000_000


def included(given: Mapping[str, object], file: Path, faults: Faults, known: tuple[str, ...]) -> Shareable:
    """All that the file includes, of a list a later one before an earlier one. ``known`` are the keys of a plan."""
    return _Reader(known).read(given, (file,), faults)


def shared_among(files: Iterable[Path]) -> frozenset[Path]:
    """Those that another one includes and that say nothing of what is altered. A file that can't be read is none: reading it
    as a plan says why.
    """
    included, without_change = set[Path](), set[Path]()
    for file in files:
        try:
            given = tomllib.loads(_universal(file.read_bytes()))
        except (OSError, ValueError):
            continue
        included |= {(file.parent / name).resolve() for name in _names(given, Faults("", ""))}
        if given.keys() <= set(INCLUDABLE):
            without_change.add(file)
    return frozenset(file for file in without_change if file.resolve() in included)


class _Reader:
    """Follows the files; each fault is noted with the file that it is in."""

    def __init__(self, known: tuple[str, ...]) -> None:
        self._known = known
        self._files = 0

    def read(self, given: Mapping[str, object], chain: tuple[Path, ...], faults: Faults) -> Shareable:
        """What the last file of the chain includes; each file of it is included by the one before."""
        found = Shareable()
        for name in _names(given, faults):
            file = chain[-1].parent / name
            self._files += 1
            if self._files > MOST_FILES:
                faults.add(("include",), f"'include': {chain[0]} would include more than {MOST_FILES} files")
                return found
            if fault := _fault_of_chain(file, chain):
                faults.add(("include",), f"'include': {fault}")
            else:
                found = found.under(self._read_file(file, chain, faults))
        return found

    def _read_file(self, file: Path, chain: tuple[Path, ...], faults: Faults) -> Shareable:
        try:
            with file.open("rb") as opened:
                text = _universal(opened.read(_MOST_BYTES + 1))
        except FileNotFoundError:
            faults.add(("include",), f"'include': there is no file {file}")
            return Shareable()
        except (OSError, ValueError) as error:
            faults.add(("include",), f"'include': {file} can't be read: {error}")
            return Shareable()
        try:
            given = tomllib.loads(text)
        except tomllib.TOMLDecodeError as error:
            faults.of_file(str(file), "").add_syntax(text, error)
            return Shareable()
        own = faults.of_file(str(file), text)
        for key in given.keys() - set(INCLUDABLE):
            if key in self._known:
                own.add((key,), f"'{key}' belongs in the plan, not in a file that it includes")
            else:
                own.add_unknown((key,), INCLUDABLE)
        return self.read(given, (*chain, file), own).under(read_shareable(given, own))


def _names(given: Mapping[str, object], faults: Faults) -> list[str]:
    value = given.get("include", [])
    names = []
    for name in value if isinstance(value, list) else [value]:
        if isinstance(name, str) and name.strip() and "\0" not in name:
            names.append(name)
        else:
            faults.add_unexpected(("include",), "a file's name or a list of them", name)
    return names


def _fault_of_chain(file: Path, chain: tuple[Path, ...]) -> str:
    """Why the file can't be next; empty where it can."""
    place = file.resolve()
    if any(each.resolve() == place for each in chain):
        return f"a circle: {' includes '.join(map(str, (*chain, file)))}"
    return f"{file} would be more than {MOST_LEVELS} files deep" if len(chain) > MOST_LEVELS else ""


def _universal(raw: bytes) -> str:
    if len(raw) > _MOST_BYTES:
        raise ValueError(f"it has more than {_MOST_BYTES:,} bytes")
    return raw.decode("utf-8").replace("\r\n", "\n")
