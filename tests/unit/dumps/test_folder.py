"""A dump of mydumper's: whole or not, whatever the order of its files."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from onlinealter.dumps.faults import DumpFault
from onlinealter.dumps.judging import Deed
from onlinealter.dumps.opening import open_dump
from onlinealter.dumps.reading import Outline, look_through
from onlinealter.model.errors import UsageFault
from onlinealter.sandbox import ServerKind
from tests.integration.dumps.samples import folder_of


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of a real one."""
    return Path(shutil.copytree(folder_of(ServerKind.MARIADB), tmp_path / "dump"))


def _outline(folder: Path) -> Outline:
    return look_through(open_dump(folder), folder, lambda: None)


def test_a_whole_folder_is_outlined(folder: Path) -> None:
    """Views aren't tables, though mydumper makes a table for each; what has routines and events is left out."""
    found = _outline(folder)
    assert found.tables == {("small", "customers"), ("small", "log")}
    assert found.left_out == {"files of routines and events": 1}
    assert found.origin.is_mariadb is True


def test_tables_come_before_their_rows_and_triggers_last(folder: Path) -> None:
    """Else a trigger would fire for the rows of the dump."""
    deeds = [item.judged.deed for item in open_dump(folder).items()]
    order = [deeds.index(deed) for deed in (Deed.DATABASE, Deed.TABLE, Deed.ROWS, Deed.VIEW, Deed.TRIGGER)]
    assert order == sorted(order)


def test_the_body_of_a_trigger_may_have_semicolons_at_its_lines_ends(folder: Path) -> None:
    """Mydumper writes no DELIMITER."""
    file = folder / "small.log-schema-triggers.sql"
    body = "BEGIN\nSET @a = 1;\nSET @b = ';';\nEND;\n"
    text = file.read_text()
    file.write_text(text[: text.index("BEGIN SET")] + body + text[text.index("SET character_set_client = @PREV") :])
    [trigger] = [item for item in open_dump(folder).items() if item.judged.deed is Deed.TRIGGER]
    assert trigger.statement.text.endswith(b"SET @b = ';';\nEND")
    assert trigger.statement.line == 7


@pytest.mark.parametrize("left", ["metadata.partial", "metadata"])
def test_a_folder_that_mydumper_has_not_finished_is_refused(folder: Path, left: str) -> None:
    """It writes the file's last line at the end, and gives it its name then."""
    text = (folder / "metadata").read_text()
    (folder / "metadata").rename(folder / left).write_text(text[: text.index("Finished")])
    with pytest.raises(DumpFault, match="mydumper has not finished this dump"):
        _outline(folder)


@pytest.mark.parametrize("name", ["small.customers.sql", "small.log-schema-triggers.sql"])
def test_a_file_that_is_cut_off_is_refused_with_its_line(folder: Path, name: str) -> None:
    """By its own name."""
    text = (folder / name).read_text()
    (folder / name).write_text(text[:-12])
    with pytest.raises(DumpFault, match=rf"{name}, line \d+: the dump ends inside the statement"):
        _outline(folder)


def test_a_command_of_the_client_is_refused(folder: Path) -> None:
    """In whatever file."""
    file = folder / "small.log.sql"
    file.write_text(file.read_text() + "\\! touch /tmp/x\n")
    with pytest.raises(DumpFault, match=r"small\.log\.sql, line 7: \\! is a command"):
        _outline(folder)


def test_another_folder_is_no_dump(tmp_path: Path) -> None:
    """With what one is; one of mysqlsh's is called so."""
    with pytest.raises(UsageFault, match="no dump of mydumper's"):
        open_dump(tmp_path)
    (tmp_path / "@.json").touch()
    with pytest.raises(UsageFault, match="a dump of mysqlsh, which isn't read"):
        open_dump(tmp_path)
