"""Which commit this is: as the package was built with it, or as the checkout has it that it is imported from."""

from __future__ import annotations

import subprocess
from pathlib import Path

FILE = "commit.txt"  # written by setup.py into wheel and sdist
_PACKAGE = Path(__file__).parents[1]
_LONGEST = 10.0  # seconds that git may take


def read_commit(package: Path = _PACKAGE) -> str:
    """The commit's first digits, with ``-dirty`` where files differ from it; empty where that isn't known."""
    built = package / FILE
    if built.is_file():
        return built.read_text(encoding="utf-8").strip()
    checkout = package.parent
    # Installed into a folder somewhere below another project's checkout, it isn't that project's commit.
    return _ask_git(checkout) if (checkout / ".git").exists() else ""


def _ask_git(checkout: Path) -> str:
    words = ("git", "-C", str(checkout), "describe", "--always", "--dirty", "--abbrev=12", "--exclude=*")
    try:
        asked = subprocess.run(words, capture_output=True, text=True, timeout=_LONGEST, check=False)
    except (OSError, subprocess.SubprocessError):
        return ""
    return asked.stdout.strip() if asked.returncode == 0 else ""
