"""A dump in a folder, as mydumper writes it: each table's definition and rows in files of their own."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from onlinealter.dumps.faults import fault
from onlinealter.dumps.judging import Deed, Judged, judge
from onlinealter.dumps.reading import SYSTEM_SCHEMAS, Item, Origin
from onlinealter.dumps.scanner import Scanner, Statement
from onlinealter.dumps.streams import Stream, opened

_PACKED = re.compile(r"\.(?:gz|zst)$")
_CREATED = re.compile(r"(?P<schema>.+)-schema-create\.sql$")
_AFTER = re.compile(r"(?P<schema>.+)-schema-post\.sql$")
_DEFINED = re.compile(r"(?P<schema>[^.]+)\.(?P<table>.+)-schema\.sql$")
_VIEWED = re.compile(r"(?P<schema>[^.]+)\.(?P<table>.+)-schema-view\.sql$")
_TRIGGERED = re.compile(r"(?P<schema>[^.]+)\.(?P<table>.+)-schema-triggers\.sql$")
_FILLED = re.compile(r"(?P<schema>[^.]+)\.(?P<table>.+?)(?:\.\d+)*\.sql$")
_FINISHED = re.compile(rb"^(?:# )?Finished dump at:", re.MULTILINE)
_GTID_OF_MARIADB = re.compile(rb"GTID\s*[:=]\s*\"?\d+-\d+-\d+", re.IGNORECASE)
_IN_TRIGGERS = re.compile(
    rb"\s*(?:((?!CREATE\s)[^;]+);\n|(CREATE\s.*?);\n(?=SET character_set_client = @PREV_CHARACTER_SET_CLIENT;))", re.DOTALL
)
_PIECE = 1 << 20


class MydumperFolder:
    """A dump of mydumper's; ``metadata`` is written last, and says that it is whole."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._files = sorted(file for file in folder.iterdir() if file.is_file() and ".sql" in file.name)
        self._stream: Stream | None = None
        self._before = 0
        self.size = sum(file.stat().st_size for file in self._files)
        self.origin = Origin()

    @property
    def done(self) -> int:
        return self._before + (self._stream.done if self._stream else 0)

    def items(self) -> Iterator[Item]:
        """Schemas, tables, rows, views, triggers, in this order, whatever the files' order is."""
        self._see_that_it_is_whole()
        self._before, self._stream = 0, None
        files = {file: _PACKED.sub("", file.name) for file in self._files}
        seen = set[Path]()
        for pattern in (_CREATED, _DEFINED, _FILLED, _VIEWED, _TRIGGERED):
            for file, name in files.items():
                found = None if file in seen or _AFTER.match(name) else pattern.match(name)
                if found and (pattern is not _FILLED or not _is_of_schema(name)):
                    seen.add(file)
                    yield from self._placed(file, found["schema"], in_triggers=pattern is _TRIGGERED)
        for file in files.keys() - seen:
            what = Judged(Deed.OTHER, left_out="files of routines and events")
            yield Item(file, Statement(0, b""), what, "")

    def _placed(self, file: Path, schema: str, *, in_triggers: bool) -> Iterator[Item]:
        """The file's statements, in its schema; the schema's own file makes it first."""
        if not _CREATED.match(_PACKED.sub("", file.name)):
            use = Statement(1, b"USE `" + schema.replace("`", "``").encode() + b"`")
            yield Item(file, use, _left_out_of_system(Judged(Deed.USE, schema), schema), schema)
        with self._opened(file) as stream:
            for statement in _triggers(file, stream) if in_triggers else Scanner(file, stream).statements():
                yield Item(file, statement, _left_out_of_system(judge(file, statement), schema), schema)

    @contextmanager
    def _opened(self, file: Path) -> Iterator[Stream]:
        with opened(file) as self._stream:
            yield self._stream
        self._before, self._stream = self._before + file.stat().st_size, None

    def _see_that_it_is_whole(self) -> None:
        metadata = self._folder / "metadata"
        if not metadata.is_file():
            partial = self._folder / "metadata.partial"
            place = partial if partial.is_file() else self._folder
            raise fault(place, 0, "mydumper has not finished this dump: there is no file 'metadata'", "Dump it again.")
        text = metadata.read_bytes()
        self.origin = Origin(is_mariadb=True if _GTID_OF_MARIADB.search(text) else None)
        if not _FINISHED.search(text):
            lines = text.count(b"\n") + 1
            raise fault(
                metadata, lines, "mydumper has not finished this dump: 'Finished dump at' is missing", "Dump it again."
            )


def _triggers(file: Path, stream: Stream) -> Iterator[Statement]:
    """A file of triggers, in which each is ended by what follows it: bodies have semicolons of their own, and mydumper
    writes no DELIMITER.
    """
    text, at = b"".join(iter(lambda: stream.read(_PIECE), b"")), 0
    while text[at:].strip():
        line = text.count(b"\n", 0, at) + 1
        found = _IN_TRIGGERS.match(text, at)
        if found is None:
            raise fault(file, line, "the dump ends inside the statement that begins here", "Dump it again.")
        yield Statement(line, found[1] or found[2])
        at = found.end()


def _is_of_schema(name: str) -> bool:
    return any(pattern.match(name) for pattern in (_CREATED, _AFTER, _DEFINED, _VIEWED, _TRIGGERED))


def _left_out_of_system(judged: Judged, schema: str) -> Judged:
    return replace(judged, left_out=judged.left_out or f"schema {schema}") if schema.lower() in SYSTEM_SCHEMAS else judged
