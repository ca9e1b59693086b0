"""Large dumps and templates, for the night: how long they take depends on the machine."""

from __future__ import annotations

import gzip
import time
from pathlib import Path

import pytest

from onlinealter.engine.stop import StopFlag
from onlinealter.model.events import Event, Notice
from onlinealter.model.ports import NullReporter
from onlinealter.mysql.connection import connect
from onlinealter.rehearsal.copies.from_dump import copy_from_dump
from onlinealter.rehearsal.copies.server import Wanted
from onlinealter.rehearsal.copies.templates import Making, copy_from_template, make_template
from onlinealter.sandbox import ServerKind
from tests.integration.dumps.samples import dump_of
from tests.integration.rehearsal.test_templates import cache

pytestmark = pytest.mark.statistical

__all__ = ["cache"]
_BEFORE = "--\n-- Dumping events"
_WANTED = Wanted("", "customers")
_QUICK = 3.0  # seconds


def _rows(count: int, size: int) -> bytes:
    """A table more, with so many rows of so many bytes."""
    value = b"x" * (size // 2) + b"\\\\';" * (size // 8)
    made = [b"CREATE TABLE `more` (id int primary key, b longtext);\n"]
    made += [b"INSERT INTO `more` VALUES (%d,'%s');\n" % (row, value.replace(b"'", b"\\'")) for row in range(count)]
    return b"".join(made)


def _dump(file: Path, kind: ServerKind, rows: bytes) -> Path:
    before, after = dump_of(kind).read_bytes().split(_BEFORE.encode())
    text = before + rows + _BEFORE.encode() + after
    file.write_bytes(gzip.compress(text, 1) if file.suffix == ".gz" else text)
    return file


def test_a_dump_of_100_megabytes_is_loaded(tmp_path: Path) -> None:
    """In rows of a kilobyte, with quotes and backslashes in them."""
    file = _dump(tmp_path / "d.sql.gz", ServerKind.MYSQL, _rows(100_000, 1000))
    with copy_from_dump(file, _WANTED, NullReporter(), StopFlag()) as copy, connect(copy.account) as there:
        assert there.value(f"SELECT COUNT(*) FROM `{copy.schema}`.more") == 100_000


@pytest.mark.usefixtures("cache")
def test_a_template_of_a_gigabyte_is_copied_in_no_time(tmp_path: Path) -> None:
    """As the progress says; the best of three, since other tests write to the same disk."""
    file, said = _dump(tmp_path / "d.sql", ServerKind.MYSQL, _rows(1300, 1 << 20)), list[float]()

    class Told:
        def report(self, event: Event) -> None:
            if isinstance(event, Notice) and event.text.startswith("copied "):
                said.append(float(event.text.split()[-2]))

    template = make_template(Making("large", file, 1, 10 << 30), NullReporter(), StopFlag())
    assert template.size > 1 << 30
    for _ in range(3):
        with copy_from_template("large", _WANTED, Told(), StopFlag()):
            time.sleep(0)
    assert min(said) < _QUICK
