"""Packages unpacked without being installed."""

from __future__ import annotations

from pathlib import Path

import pytest

from onlinealter.model.errors import SandboxError
from onlinealter.sandbox import packages
from onlinealter.sandbox.kinds import ServerKind
from onlinealter.sandbox.mirrors import Mirror
from onlinealter.sandbox.packages import run_through_loader, unpacked_server

APT = """#!/bin/sh
echo "$@" >> {log}
case "$*" in *install*) touch "$(dirname "$3")/archives/server.deb";; esac
"""
DPKG = """#!/bin/sh
/bin/mkdir -p "$3/usr/sbin" "$3/usr/bin" "$3/usr/share/man" && touch "$3/usr/sbin/mysqld"
"""


@pytest.fixture
def calls(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An apt and a dpkg that only write down what they are asked; gives the file they write to."""
    folder, log = tmp_path / "path", tmp_path / "calls"
    folder.mkdir()
    for name, text in (("apt-get", APT.format(log=log)), ("dpkg-deb", DPKG)):
        (folder / name).write_text(text)
        (folder / name).chmod(0o755)
    monkeypatch.setenv("PATH", f"{folder}:/usr/bin:/bin")
    monkeypatch.setenv("ONLINEALTER_CACHE", str(tmp_path / "cache"))
    monkeypatch.setattr(packages, "debian_mirror", lambda: Mirror("http://archive.invalid/debian", None))
    return log


def test_packages_are_downloaded_once_and_only_the_server_is_kept(calls: Path) -> None:
    """Lists, archives, tools and manuals go; a second call does nothing."""
    heard: list[str] = []
    folders = {unpacked_server(ServerKind.MYSQL, heard.append) for _ in range(2)}
    (folder,) = folders
    assert {str(file.relative_to(folder)) for file in folder.rglob("*") if file.is_file()} == {"usr/sbin/mysqld"}
    assert not (folder / "usr/bin").exists()
    assert [line.split()[3] for line in calls.read_text().splitlines()] == ["update", "install"]
    assert heard[0] == "reading the package lists of sid"


def test_a_download_that_fails_leaves_nothing(calls: Path) -> None:
    """The error holds what apt said, and the next call tries again."""
    apt = calls.parent / "path/apt-get"
    whole = apt.read_text()
    apt.write_text("#!/bin/sh\necho 'E: no such suite' >&2\nexit 100\n")
    with pytest.raises(SandboxError, match="E: no such suite"):
        unpacked_server(ServerKind.MYSQL, lambda _text: None)
    apt.write_text(whole)
    assert (unpacked_server(ServerKind.MYSQL, lambda _text: None) / "usr/sbin/mysqld").exists()


def test_a_machine_without_a_debian_mirror_is_told_the_other_ways(calls: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is downloaded from anywhere else."""
    monkeypatch.setattr(packages, "debian_mirror", lambda: None)
    with pytest.raises(SandboxError, match="names no Debian archive") as caught:
        unpacked_server(ServerKind.MYSQL, lambda _text: None)
    assert "container engine" in caught.value.remedy
    assert not calls.exists()


@pytest.mark.parametrize(("loader", "libraries"), [("usr/lib64", "usr/lib"), ("lib64", "lib")])
def test_a_program_is_run_with_its_own_libraries(tmp_path: Path, loader: str, libraries: str) -> None:
    """Through the loader of its packages, in the new and in the old layout."""
    (tmp_path / loader).mkdir(parents=True)
    (tmp_path / loader / "ld-linux-x86-64.so.2").touch()
    (tmp_path / libraries / "x86_64-linux-gnu").mkdir(parents=True)
    program = tmp_path / "usr/sbin/mysqld"
    assert run_through_loader(tmp_path, program) == (
        str(tmp_path / loader / "ld-linux-x86-64.so.2"),
        "--library-path",
        str(tmp_path / libraries / "x86_64-linux-gnu"),
        str(program),
    )


def test_packages_without_a_loader_are_an_error(tmp_path: Path) -> None:
    """A folder that somebody has emptied is named."""
    with pytest.raises(SandboxError, match="no program loader"):
        run_through_loader(tmp_path, tmp_path / "usr/sbin/mysqld")
