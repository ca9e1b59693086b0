"""Environments with other versions of the libraries that ours works with, from the machine's package index."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

_ROOT = Path(__file__).parents[1]
_FOR_TESTS = ("pymysql", "pytest", "pytest-timeout", "pytest-xdist", "hypothesis")


def made_with(folder: Path, *requirements: str, extra: str) -> Path:
    """Make one that has the project with an extra, and these; gives its folder of programs."""
    called(sys.executable, "-m", "venv", str(folder))
    programs = folder / "bin"
    called(str(programs / "pip"), "install", "--quiet", "-e", f"{_ROOT}[{extra}]", *requirements, *_FOR_TESTS)
    return programs


def passes(programs: Path, *tests: str) -> None:
    """Run these tests there; each has to pass."""
    called(str(programs / "python"), "-m", "pytest", "--quiet", "-p", "no:cacheprovider", *tests)


def called(*words: str) -> None:
    """Run a program to its end, which has to be a good one."""
    found = subprocess.run(words, cwd=_ROOT, capture_output=True, text=True, check=False)
    assert found.returncode == 0, found.stdout + found.stderr
