"""Data folders initialised once per server version and copied for each server."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path

from onlinealter.model.errors import SandboxError
from onlinealter.sandbox.packages import Report
from onlinealter.sandbox.paths import cache_folder, made_once
from onlinealter.sandbox.sources import Program
from onlinealter.sandbox.statements import mariadb_bootstrap, zone_statements
from onlinealter.sandbox.time_zones import known_zones


def template_folder(program: Program, report: Report, settings: Mapping[str, str] = {}) -> Path:
    """An initialised data folder of this server version, made when it is not there yet; one for each choice of those
    ``settings`` that can't be changed later.
    """
    fixed = {name: settings[name] for name in _FIXED_FOR_EVER if name in settings and not program.version.is_mariadb}
    name = f"{'mariadb' if program.version.is_mariadb else 'mysql'}-{program.version.text}"
    name += "".join(f"-{setting}-{value}" for setting, value in fixed.items())
    return made_once(cache_folder() / "templates" / name, lambda folder: _initialise(program, folder, report, fixed))


def locations(program: Program) -> dict[str, str]:
    """Where an unpacked server finds its own files; an installed one knows."""
    if program.folder is None:
        return {}
    found = {"basedir": str(program.folder / "usr")}
    share = _share_folder(program.folder / "usr")
    if program.version.is_mariadb and share:
        found["lc_messages_dir"] = str(share)
    return found


def account_option() -> list[str]:
    """A server started by root has to be told that this is meant."""
    return ["--user=root"] if os.geteuid() == 0 else []


# The tables, what is in them, and the schema `sys`; older packages name the files after MySQL.
_MARIADB_SCRIPTS = ("{0}_system_tables", "{0}_performance_tables", "{0}_system_tables_data")
_MARIADB_EXTRAS = ("maria_add_gis_sp_bootstrap", "{0}_sys_schema")
# MySQL keeps what it was initialised with.
_FIXED_FOR_EVER = ("lower_case_table_names",)
# A redo log this small makes the template small; the server gives a copy its real size when it starts.
_SMALL_MYSQL = ("--innodb-redo-log-capacity=8M",)
_SMALL_MARIADB = ("--innodb-log-file-size=4M",)


def _initialise(program: Program, folder: Path, report: Report, fixed: Mapping[str, str]) -> None:
    report(f"initialising a data folder for {program.version.text}")
    data = folder / "data"
    data.mkdir(mode=0o750)
    zones = zone_statements(known_zones())
    if program.version.is_mariadb:
        _initialise_mariadb(program, data, zones)
    else:
        _initialise_mysql(program, data, zones, [f"--{name}={value}" for name, value in fixed.items()])
    (data / "auto.cnf").unlink(missing_ok=True)  # each copy is to get a server_uuid of its own


def _initialise_mysql(program: Program, data: Path, zones: Sequence[str], fixed: Sequence[str]) -> None:
    script = data.parent / "zones.sql"
    script.write_text("".join(f"{statement};\n" for statement in zones))
    modern = _SMALL_MYSQL if program.version.numbers >= (8, 0, 30) else ()
    _run(program, data, ["--initialize-insecure", f"--init-file={script}", *modern, *fixed], "")


def _initialise_mariadb(program: Program, data: Path, zones: Sequence[str]) -> None:
    share = _share_folder(*_installed_places(program))
    if share is None:
        raise SandboxError("the server's own scripts for a new data folder are not beside it")
    prefix = "mariadb" if (share / "mariadb_system_tables.sql").is_file() else "mysql"
    files = [share / f"{name.format(prefix)}.sql" for name in (*_MARIADB_SCRIPTS, *_MARIADB_EXTRAS)]
    scripts = [file.read_text(encoding="utf-8") for file in files if file.is_file()]
    _run(program, data, ["--bootstrap", *_SMALL_MARIADB], mariadb_bootstrap(scripts, zones))


def _installed_places(program: Program) -> list[Path]:
    if program.folder is not None:
        return [program.folder / "usr"]
    return [Path(program.command[-1]).resolve().parent.parent, Path("/usr")]


def _share_folder(*bases: Path) -> Path | None:
    for base in bases:
        for name in ("share/mariadb", "share/mysql", "share"):
            if any((base / name).glob("maria*_bootstrap.sql")):
                return base / name
    return None


def _run(program: Program, data: Path, options: Sequence[str], script: str) -> None:
    places = [f"--{option}={value}" for option, value in locations(program).items()]
    done = subprocess.run(
        [
            *program.command,
            "--no-defaults",
            *options,
            *places,
            *account_option(),
            f"--datadir={data}",
            "--skip-log-bin",
        ],
        input=script,
        capture_output=True,
        text=True,
    )
    if done.returncode:
        raise SandboxError(f"{program.command[-1]} could not initialise a data folder:\n{done.stderr[-2000:]}")
