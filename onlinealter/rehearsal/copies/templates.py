"""Templates: data folders of stopped servers that a dump was loaded into once, each with a record of what it is."""

from __future__ import annotations

import hashlib
import json
import re
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from onlinealter.dumps.loading import load
from onlinealter.dumps.reading import Origin
from onlinealter.engine.stop import StopFlag
from onlinealter.model.errors import Refused, UsageFault
from onlinealter.model.events import Notice
from onlinealter.model.ports import Reporter
from onlinealter.rehearsal.copies.from_datadir import Data, copied
from onlinealter.rehearsal.copies.from_dump import ROOM, notes_of
from onlinealter.rehearsal.copies.likeness import CASE, Likeness, likeness
from onlinealter.rehearsal.copies.outlining import read_dump
from onlinealter.rehearsal.copies.server import (
    OWN_SETTINGS,
    Copy,
    Wanted,
    account_of,
    checking,
    see_that_a_sandbox_has_room,
    size_of,
)
from onlinealter.sandbox import ServerKind, cache_folder, copy_folder, locked, start_sandbox, write_private


@dataclass(frozen=True)
class Template:
    """A template's record; times are Unix seconds, ``digest`` is the dump's, ``fixed`` are settings that its data have."""

    name: str
    kind: ServerKind
    version: str
    dump: str
    digest: str
    schema: str
    size: int
    made_at: float
    ttl_days: float
    notes: tuple[str, ...] = ()

    @property
    def folder(self) -> Path:
        return templates_folder() / self.name

    @property
    def age_days(self) -> float:
        return max(0.0, time.time() - self.made_at) / _DAY

    @property
    def is_expired(self) -> bool:
        return self.age_days > self.ttl_days


@dataclass(frozen=True)
class Making:
    """What a template is to be made of, how long it may be used, and how many bytes all of them may take together."""

    name: str
    dump: Path
    ttl_days: float
    max_bytes: int
    schema: str = ""


def templates_folder() -> Path:
    """In the user's cache folder."""
    return cache_folder() / "dump-templates"


def read_templates() -> tuple[Template, ...]:
    """All of them, by name."""
    folder = templates_folder()
    found = [_read(each) for each in sorted(folder.iterdir()) if not each.name.startswith(".")] if folder.is_dir() else []
    return tuple(template for template in found if template is not None)


def find_template(name: str) -> Template:
    """The template of this name. Raises UsageFault where there is none."""
    found = {each.name: each for each in read_templates()}
    if name not in found:
        known = f"Known: {', '.join(found)}." if found else "There is none yet."
        raise UsageFault(f"there is no template '{name}'", remedy=f"{known} Make one: online-alter template create.")
    return found[name]


def make_template(making: Making, reporter: Reporter, stop: StopFlag) -> Template:
    """Build a template beside the one that has its name, and exchange the two when it is good.

    Raises Refused where all templates together would take more than they may.
    """
    if not _NAME.fullmatch(making.name):
        raise UsageFault(f"'{making.name}' can't be a template's name", remedy="Letters, digits, '-' and '_' make one.")
    templates_folder().mkdir(parents=True, exist_ok=True)
    with locked(_lock(making.name, _MAKING)):
        _remove_expired(making.name, reporter)
        beside = templates_folder() / f".{making.name}.unfinished"
        shutil.rmtree(beside, ignore_errors=True)  # of an earlier try that was killed
        try:
            template = _build(making, beside, reporter, stop)
            write_private(beside / _RECORD, json.dumps(asdict(template), indent=2) + "\n")
            _exchange(making.name, beside)
        finally:
            shutil.rmtree(beside, ignore_errors=True)
    return template


def remove_template(name: str) -> Template:
    """Remove a template; who is copying it just now is waited for."""
    found = find_template(name)
    with locked(_lock(name, _USE)):
        shutil.rmtree(found.folder)
    return found


@contextmanager
def copy_from_template(name: str, wanted: Wanted, reporter: Reporter, stop: StopFlag) -> Iterator[Copy]:
    """A server on a copy of a template. Raises Refused for one that has become too old."""
    template = find_template(name)
    if template.is_expired:
        raise Refused(
            f"the template '{name}' is {template.age_days:.0f} days old, and was to be used for {template.ttl_days:g}",
            remedy=f"Make it again from the dump: online-alter template refresh {name}",
        )
    alike = likeness(wanted.production, Origin(template.kind.is_mariadb, template.version))
    see_that_a_sandbox_has_room(template.size)
    said = f"from the template '{name}', {template.age_days:.1f} days old, of {template.dump}"
    data = Data(template.folder / _DATA, template.kind, _FIXED, _lock(name, _USE))
    with copied(data, alike, wanted, reporter, stop) as copy:
        yield replace(copy, notes=(*copy.notes, said, *template.notes, *_unlike(alike)))


_DAY = 86_400.0
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,63}")
_DATA, _RECORD = "data", "template.json"
_USE, _MAKING = "use", "making"
# What the data have been made with, and can't be used without.
_FIXED = {CASE: "0"}
# Logs that a copy doesn't need.
_LEFT_BEHIND = ("auto.cnf", "binlog.*", "relay*", "copy-binlog.*", "*.sock", "*.sock.lock", "*.pid", "ib_buffer_pool")


def _build(making: Making, beside: Path, reporter: Reporter, stop: StopFlag) -> Template:
    """Load the dump into a new server, shut that down, and take its data."""

    def narrate(text: str) -> None:
        reporter.report(Notice(text))

    dump, outline = read_dump(making.dump, reporter, stop)
    schema = making.schema or outline.origin.schema
    nowhere = any(not schema for schema, _ in outline.tables)
    if nowhere and not schema:
        raise UsageFault("the dump doesn't name its schema", remedy="Name it by --schema.")
    alike = likeness((), outline.origin)
    _see_that_it_fits(making, round(outline.size * ROOM))
    see_that_a_sandbox_has_room(round(outline.size * ROOM))
    with start_sandbox(alike.kind, settings=OWN_SETTINGS, report=narrate) as sandbox:
        loaded = load(dump, schema if nowhere else "", account_of(sandbox), reporter, checking(stop))
        narrate(f"the dump is loaded, {len(outline.tables)} tables in {loaded.seconds:.0f} s")
        data = sandbox.shut_down()
        for pattern in _LEFT_BEHIND:
            for file in data.glob(pattern):
                file.unlink()
        beside.mkdir(mode=0o700)
        _move(data, beside / _DATA)
    size = size_of(beside)
    _see_that_it_fits(making, size)
    only = schema if nowhere or len(outline.schemas) != 1 else outline.schemas[0]
    notes = tuple(notes_of(outline, loaded))
    digest = _digest(making.dump)
    place = str(making.dump.resolve())
    return Template(making.name, alike.kind, sandbox.version, place, digest, only, size, time.time(), making.ttl_days, notes)


def _see_that_it_fits(making: Making, size: int) -> None:
    others = {each.name: each.size for each in read_templates() if each.name != making.name}
    if sum(others.values()) + size > making.max_bytes:
        told = ", ".join(f"{name} {taken >> 20:,} MiB" for name, taken in others.items())
        raise Refused(
            f"the template '{making.name}' takes about {size >> 20:,} MiB, and all together may take"
            f" {making.max_bytes >> 20:,}{f' ({told})' if told else ''}",
            remedy="Remove one (online-alter template remove NAME), or raise --max-size.",
        )


def _remove_expired(but: str, reporter: Reporter) -> None:
    for each in read_templates():
        if each.is_expired and each.name != but:
            remove_template(each.name)
            reporter.report(Notice(f"the template '{each.name}' was {each.age_days:.0f} days old: removed"))


def _exchange(name: str, beside: Path) -> None:
    target, old = templates_folder() / name, templates_folder() / f".{name}.old"
    with locked(_lock(name, _USE)):
        shutil.rmtree(old, ignore_errors=True)
        if target.exists():
            target.rename(old)
        beside.rename(target)
        shutil.rmtree(old, ignore_errors=True)


def _move(data: Path, target: Path) -> None:
    try:
        data.rename(target)
    except OSError:  # another file system
        copy_folder(data, target)


def _digest(dump: Path) -> str:
    found = hashlib.sha256()
    for file in sorted(dump.iterdir()) if dump.is_dir() else [dump]:
        with file.open("rb") as content:
            found.update(hashlib.file_digest(content, "sha256").digest())
    return found.hexdigest()


def _unlike(alike: Likeness) -> Iterator[str]:
    if alike.settings.get(CASE, "0") != _FIXED[CASE]:
        yield f"production has {CASE} = {alike.settings[CASE]}, and the template {_FIXED[CASE]}"


def _read(folder: Path) -> Template | None:
    try:
        fields = json.loads((folder / _RECORD).read_text(encoding="utf-8"))
        return Template(**{**fields, "kind": ServerKind(fields["kind"]), "notes": tuple(fields["notes"])})
    except (OSError, ValueError, KeyError, TypeError):
        return None  # no template, or written by another version of this file


def _lock(name: str, what: str) -> Path:
    return templates_folder() / f".{name}.{what}"
