"""One file, as mysqldump and mariadb-dump write it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from onlinealter.dumps.faults import fault
from onlinealter.dumps.judging import Deed, judge
from onlinealter.dumps.reading import SYSTEM_SCHEMAS, Item, Origin
from onlinealter.dumps.scanner import Scanner
from onlinealter.dumps.streams import Stream, opened

_COMPLETED = re.compile(rb"(?:^|\n)-- Dump completed\b[^\n]*\s*$")
_PROGRAM = re.compile(rb"^-- (MySQL|MariaDB) dump ", re.MULTILINE)
_VERSION = re.compile(rb"^-- Server version\s+(\S+)", re.MULTILINE)
_DATABASE = re.compile(rb"^-- Host: .*?\bDatabase: +(\S.*?)\s*$", re.MULTILINE)


class SqlFile:
    """A dump in one file."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._stream: Stream | None = None
        self._origin = Origin()
        self.size = file.stat().st_size

    @property
    def done(self) -> int:
        return self._stream.done if self._stream else 0

    @property
    def origin(self) -> Origin:
        return self._origin

    def items(self) -> Iterator[Item]:
        """The file's statements, each in the schema that USE has chosen."""
        with opened(self._file) as self._stream:
            scanner, schema = Scanner(self._file, self._stream), ""
            for statement in scanner.statements():
                judged = judge(self._file, statement)
                if judged.deed is Deed.USE:
                    schema = judged.schema
                if (judged.schema or schema).lower() in SYSTEM_SCHEMAS:
                    judged = replace(judged, left_out=judged.left_out or f"schema {judged.schema or schema}")
                yield Item(self._file, statement, judged, schema)
            if not _COMPLETED.search(scanner.closing):
                raise fault(
                    self._file,
                    scanner.line - 1,  # what was read was given an end of line
                    "the dump ends here, without the line '-- Dump completed'",
                    "It is cut off, or was made with --skip-comments or --compact: dump it again without these.",
                )
            self._origin = _origin(scanner.opening)


def _origin(opening: bytes) -> Origin:
    program, version, schema = (pattern.search(opening) for pattern in (_PROGRAM, _VERSION, _DATABASE))
    number = version[1].decode(errors="replace") if version else ""
    is_mariadb = None if program is None else program[1] == b"MariaDB" or "mariadb" in number.lower()
    return Origin(is_mariadb, number, schema[1].decode(errors="replace") if schema else "")
