"""Which program a dump is of."""

from __future__ import annotations

from pathlib import Path

from onlinealter.dumps.folder import MydumperFolder
from onlinealter.dumps.reading import Dump
from onlinealter.dumps.sql_file import SqlFile
from onlinealter.model.errors import UsageFault


def open_dump(path: Path) -> Dump:
    """The dump at this place. Raises UsageFault where there is none."""
    if path.is_file():
        return SqlFile(path)
    if path.is_dir() and any(path.glob("metadata*")):
        return MydumperFolder(path)
    if (path / "@.json").is_file():
        raise UsageFault(f"{path} is a dump of mysqlsh, which isn't read", remedy=_DUMPS)
    if path.is_dir():
        raise UsageFault(f"{path} is no dump of mydumper's: it has no file 'metadata'", remedy=_DUMPS)
    raise UsageFault(f"{path} is no file", remedy=_DUMPS)


_DUMPS = "Name a dump: FILE.sql, FILE.sql.gz, FILE.sql.zst, or a folder of mydumper's."
