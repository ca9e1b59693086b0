"""Folders that are whole or not there."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from onlinealter.sandbox.paths import cache_folder, made_once, write_private


def test_a_folder_is_made_only_once(tmp_path: Path) -> None:
    """The second call finds what the first has made."""
    calls: list[Path] = []
    for _ in range(2):
        made_once(tmp_path / "server", calls.append)
    assert len(calls) == 1
    assert (tmp_path / "server").is_dir()


def test_a_folder_whose_making_failed_is_not_there(tmp_path: Path) -> None:
    """Half of something never stands under its name, and the next try begins again."""

    def fail(folder: Path) -> None:
        (folder / "half").touch()
        raise RuntimeError("interrupted")

    with pytest.raises(RuntimeError, match="interrupted"):
        made_once(tmp_path / "server", fail)
    assert not (tmp_path / "server").exists()
    assert list(made_once(tmp_path / "server", lambda _folder: None).iterdir()) == []


def test_what_a_killed_process_left_is_not_used(tmp_path: Path) -> None:
    """An unfinished folder of an earlier process is removed first."""
    unfinished = tmp_path / ".server.unfinished"
    unfinished.mkdir()
    (unfinished / "half").touch()
    assert list(made_once(tmp_path / "server", lambda _folder: None).iterdir()) == []


def test_a_private_file_can_be_written_again(tmp_path: Path) -> None:
    """It is replaced, and readable by its owner only."""
    for text in ("one", "two"):
        write_private(tmp_path / "file", text)
    assert (tmp_path / "file").read_text() == "two"
    assert stat.S_IMODE((tmp_path / "file").stat().st_mode) == 0o600


def test_the_cache_folder_can_be_chosen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The tool's own variable wins over the desktop's."""
    monkeypatch.delenv("ONLINEALTER_CACHE", raising=False)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert cache_folder() == tmp_path / "onlinealter"
    monkeypatch.setenv("ONLINEALTER_CACHE", str(tmp_path / "mine"))
    assert cache_folder() == tmp_path / "mine"
