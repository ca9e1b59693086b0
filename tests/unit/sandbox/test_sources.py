"""Where a server comes from, in which order."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from onlinealter.model.errors import SandboxError
from onlinealter.sandbox import sources
from onlinealter.sandbox.kinds import ServerKind
from onlinealter.sandbox.packages import Report
from onlinealter.sandbox.sources import Image, Program, find_source

FakeProgram = Callable[[Path, str], None]


@pytest.fixture
def path_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "path"
    folder.mkdir()
    monkeypatch.setenv("PATH", str(folder))
    return folder


@pytest.fixture
def unpacked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "unpacked"
    (folder / "usr/sbin").mkdir(parents=True)

    def fake_unpacked_server(_kind: ServerKind, _report: Report) -> Path:
        return folder

    monkeypatch.setattr(sources, "unpacked_server", fake_unpacked_server)
    monkeypatch.setattr(sources, "run_through_loader", lambda _folder, program: (str(program),))
    return folder


def put_program(file: Path, version: str) -> None:
    file.write_text(f"#!/bin/sh\necho '{file}  Ver {version}'\n")
    file.chmod(0o755)


def find(kind: ServerKind, *, engine: bool) -> Program | Image:
    return find_source(kind, lambda _text: None, engine=lambda: engine)


def test_a_server_on_the_path_comes_first(path_folder: Path) -> None:
    """A program that fits is taken before an engine is even asked."""
    put_program(path_folder / "mysqld", "9.7.4 for Linux on x86_64 (MySQL Community Server)")
    found = find(ServerKind.MYSQL, engine=True)
    assert isinstance(found, Program)
    assert found.command == (str(path_folder / "mysqld"),)
    assert found.folder is None


def test_a_server_of_another_kind_on_the_path_is_passed_over(path_folder: Path) -> None:
    """MariaDB under the name mysqld does not stand for MySQL."""
    put_program(path_folder / "mysqld", "11.8.6-MariaDB for Linux")
    assert find(ServerKind.MYSQL, engine=True) == Image("mysql:9.7")
    assert isinstance(find(ServerKind.MARIADB, engine=True), Program)


def test_the_old_mariadb_has_to_be_that_series(path_folder: Path) -> None:
    """A newer MariaDB on the path does not stand for 10.11."""
    put_program(path_folder / "mariadbd", "11.8.6-MariaDB for Linux")
    assert find(ServerKind.MARIADB_10_11, engine=True) == Image("mariadb:10.11")


def test_an_engine_comes_before_packages(path_folder: Path, unpacked: Path) -> None:
    """Nothing is unpacked where containers can be run."""
    assert path_folder.is_dir()
    put_program(unpacked / "usr/sbin/mariadbd", "11.8.6-MariaDB for Linux")
    assert find(ServerKind.MARIADB, engine=True) == Image("mariadb:11.8")


def test_packages_come_last(path_folder: Path, unpacked: Path) -> None:
    """Without a program and an engine the server is unpacked."""
    assert path_folder.is_dir()
    put_program(unpacked / "usr/sbin/mariadbd", "11.8.6-MariaDB for Linux")
    found = find(ServerKind.MARIADB, engine=False)
    assert isinstance(found, Program)
    assert found.folder == unpacked


def test_packages_of_the_wrong_version_are_an_error(path_folder: Path, unpacked: Path) -> None:
    """A suite that has moved on is named instead of being used."""
    assert path_folder.is_dir()
    put_program(unpacked / "usr/sbin/mariadbd", "12.3.1-MariaDB for Linux")
    with pytest.raises(SandboxError, match=r"12\.3\.1-MariaDB where mariadb-10\.11 was asked for"):
        find(ServerKind.MARIADB_10_11, engine=False)
