"""Nothing of the machine's own environment reaches these tests."""

from __future__ import annotations

from pathlib import Path

import pytest

from onlinealter.cli import passwords
from onlinealter.planning import option_files


@pytest.fixture(autouse=True)
def _no_credentials_around(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("MYSQL_HOST", "MYSQL_TCP_PORT", "MYSQL_UNIX_PORT", "MYSQL_PWD", "MYSQL_PWD_FILE", "ONLINE_ALTER_DSN"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(passwords, "_known", set())
    monkeypatch.setattr(option_files, "usual_files", lambda: (tmp_path / "my.cnf",))
