"""Wheel and sdist: built, installed, and whole."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import sysconfig
import tarfile
import zipfile
from pathlib import Path

import pytest

from onlinealter import __version__

_PROJECT = Path(__file__).parents[3]
_PARTS = (
    "onlinealter",
    "docs",
    "plans",
    "pyproject.toml",
    "setup.py",
    "README.md",
    "LICENSE",
    "CHANGELOG.md",
    "MANIFEST.in",
    "Makefile",
)
_BUILD = (
    "import sys; from setuptools import build_meta as backend; out = sys.argv[1];"
    " backend.build_sdist(out); backend.build_wheel(out)"
)


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """The sdist and the wheel, built by the backend that pyproject.toml names."""
    folder = tmp_path_factory.mktemp("packages")
    source, backend, out = folder / "source", folder / "backend", folder / "out"
    source.mkdir()
    for part in _PARTS:
        if (_PROJECT / part).is_dir():
            shutil.copytree(_PROJECT / part, source / part, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(_PROJECT / part, source)
    _run("git", "init", "--quiet", folder=source)
    _run(
        "git",
        "-c",
        "user.name=a",
        "-c",
        "user.email=a@localhost",
        "commit",
        "--quiet",
        "--allow-empty",
        "-m",
        "a",
        folder=source,
    )
    _run(sys.executable, "-m", "pip", "install", "--quiet", "--target", str(backend), "setuptools>=77")
    _run(sys.executable, "-c", _BUILD, str(out), folder=source, path=backend)
    (sdist,), (wheel,) = out.glob("*.tar.gz"), out.glob("*.whl")
    return sdist, wheel


def test_the_wheel_has_the_whole_package_and_nothing_else(built: tuple[Path, Path]) -> None:
    """Type checkers see its types; the licence goes along."""
    names = zipfile.ZipFile(built[1]).namelist()
    modules = {str(path.relative_to(_PROJECT)) for path in (_PROJECT / "onlinealter").rglob("*.py")}
    assert {name for name in names if name.endswith(".py")} == modules
    assert "onlinealter/py.typed" in names
    assert any(name.endswith("licenses/LICENSE") for name in names)


def test_the_sdist_has_the_pages_and_the_example_plans(built: tuple[Path, Path]) -> None:
    with tarfile.open(built[0]) as archive:
        names = {name.partition("/")[2] for name in archive.getnames()}
    for folder in ("docs", "plans"):
        files = {str(path.relative_to(_PROJECT)) for path in (_PROJECT / folder).rglob("*") if path.is_file()}
        files = {name for name in files if "__pycache__" not in name}  # what tests of these files leave
        assert files <= names, sorted(files - names)
    assert {"LICENSE", "CHANGELOG.md", "README.md"} <= names


def test_the_sdist_keeps_the_commit_for_wheels_that_are_built_from_it(built: tuple[Path, Path]) -> None:
    with tarfile.open(built[0]) as archive:
        (name,) = (name for name in archive.getnames() if name.endswith("/onlinealter/commit.txt"))
        kept = archive.extractfile(name)
        assert kept
        assert zipfile.ZipFile(built[1]).read("onlinealter/commit.txt") == kept.read()


def test_the_installed_command_runs(built: tuple[Path, Path], tmp_path: Path) -> None:
    """In an environment of its own, from another folder."""
    _run(sys.executable, "-m", "venv", str(tmp_path / "venv"))
    command = tmp_path / "venv/bin/online-alter"
    _run(str(tmp_path / "venv/bin/pip"), "install", "--quiet", "--no-deps", str(built[1]))
    libraries = Path(sysconfig.get_paths()["purelib"])  # those that it needs are installed there already
    said = _run(str(command), "--version", folder=tmp_path, path=libraries)
    commit = _run("git", "rev-parse", "--short=12", "HEAD", folder=built[0].parents[1] / "source").strip()
    assert said == f"online-alter, version {__version__} (commit {commit})\n"
    assert "Change the definition of a big, busy" in _run(str(command), "--help", folder=tmp_path, path=libraries)


def _run(*words: str, folder: Path | None = None, path: Path | None = None) -> str:
    environment = {**os.environ, "PYTHONPATH": str(path or "")}
    ran = subprocess.run(words, cwd=folder, env=environment, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stdout + ran.stderr
    return ran.stdout
