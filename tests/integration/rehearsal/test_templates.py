"""Templates, and data folders in general: copied, started, and left as they are."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from onlinealter.dumps.faults import DumpFault
from onlinealter.engine.stop import StopFlag
from onlinealter.model.errors import Refused
from onlinealter.model.ports import NullReporter
from onlinealter.mysql.connection import connect
from onlinealter.rehearsal.copies.datadir import see_that_it_is_stopped
from onlinealter.rehearsal.copies.from_datadir import copy_from_datadir
from onlinealter.rehearsal.copies.server import Copy, Wanted
from onlinealter.rehearsal.copies.templates import Making, Template, copy_from_template, make_template, read_templates
from onlinealter.rehearsal.mark import read_mark
from onlinealter.sandbox import cache_folder
from tests.integration.dumps.samples import dump_of, see_that_it_is_all_there
from tests.servers import ServerPair

_WANTED = Wanted("", "customers")


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A cache of the test's own, with the servers that are there already."""
    for name in ("packages", "templates"):
        (cache_folder() / name).mkdir(parents=True, exist_ok=True)
        (tmp_path / name).symlink_to(cache_folder() / name)
    monkeypatch.setenv("ONLINEALTER_CACHE", str(tmp_path))
    yield tmp_path
    shutil.rmtree(tmp_path / "dump-templates", ignore_errors=True)


def _files(folder: Path) -> dict[str, tuple[int, int]]:
    return {str(each): (each.stat().st_size, each.stat().st_mtime_ns) for each in folder.rglob("*") if each.is_file()}


def _see(copy: Copy) -> None:
    with connect(copy.account) as there:
        see_that_it_is_all_there(there, copy.schema)
        assert read_mark(there, copy.schema) is not None
        there.execute(f"DELETE FROM `{copy.schema}`.log")


@pytest.mark.usefixtures("cache")
def test_a_template_lives_as_long_as_it_is_good(servers: ServerPair, tmp_path: Path) -> None:
    """Made from a dump, copied twice and never changed; a broken dump doesn't replace it."""
    making = Making("shop", dump_of(servers.kind), 30, 10 << 30)
    made: Template = make_template(making, NullReporter(), StopFlag())
    before, broken = _files(made.folder), tmp_path / "broken.sql"
    with copy_from_template("shop", _WANTED, NullReporter(), StopFlag()) as copy:
        _see(copy)
        assert any(note.startswith("from the template 'shop', 0.0 days old") for note in copy.notes)
    with copy_from_datadir(made.folder / "data", _WANTED, NullReporter(), StopFlag()) as copy:
        _see(copy)
    broken.write_bytes(making.dump.read_bytes()[:-50])
    with pytest.raises(DumpFault):
        make_template(Making("shop", broken, 30, 10 << 30), NullReporter(), StopFlag())
    assert read_templates() == (made,)
    assert _files(made.folder) == before


def test_a_running_servers_folder_is_not_copied(servers: ServerPair) -> None:
    """A copy of it would be torn."""
    with pytest.raises(Refused, match="a running server uses"):
        see_that_it_is_stopped(servers.sandbox.folder / "primary" / "data")
