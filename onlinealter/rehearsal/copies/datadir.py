"""A stopped server's data folder: which server it is of, and whether that is really stopped."""

from __future__ import annotations

import fcntl
import re
from pathlib import Path

from onlinealter.dumps.reading import Origin
from onlinealter.model.errors import Refused, UsageFault

_MARIADB, _MYSQL = "aria_log_control", "mysql.ibd"
_VERSIONS = ("mariadb_upgrade_info", "mysql_upgrade_info", "mysql_upgrade_history")
_VERSION = re.compile(r"\d+\.\d+\.\d+(?:-MariaDB)?")


def origin_of(folder: Path) -> Origin:
    """The server's kind and version as its files show them. Raises UsageFault where it is no data folder."""
    if not folder.is_dir():
        raise UsageFault(f"{folder} is no folder", remedy="Name a copy of a stopped server's data directory.")
    is_mariadb = (folder / _MARIADB).is_file()
    if not (folder / "ibdata1").is_file() or not (is_mariadb or (folder / _MYSQL).is_file()):
        raise UsageFault(
            f"{folder} is no data directory of MySQL 8.0 or newer, or of MariaDB: ibdata1, and {_MYSQL} or {_MARIADB}, are"
            " not in it",
            remedy="Name a copy of a stopped server's data directory, with all of its files.",
        )
    found = [file.read_text(errors="replace") for file in (folder / name for name in _VERSIONS) if file.is_file()]
    versions = [version for text in found for version in _VERSION.findall(text)]
    return Origin(is_mariadb, versions[-1] if versions else "")


def see_that_it_is_stopped(folder: Path) -> None:
    """Raise Refused where a server of this machine uses the folder."""
    with (folder / "ibdata1").open("rb") as file:
        try:
            fcntl.lockf(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise Refused(
                f"a running server uses {folder}: a copy of it would be torn",
                remedy="Stop that server, or take a snapshot or a dump.",
            ) from error
        except OSError as error:
            raise Refused(f"{folder} can't be checked for a running server: {error.strerror}") from error
