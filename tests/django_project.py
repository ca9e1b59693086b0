"""The documentation's example project of Django; as a program, many commands of its manage.py in one process."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
import traceback
from collections.abc import Mapping
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from typing import Self

ROOT = Path(__file__).parents[1]
PROJECT = ROOT / "docs" / "examples" / "django"


def environment(given: Mapping[str, str]) -> dict[str, str]:
    """With which a process finds this code, and what else it has."""
    paths = [str(ROOT), os.environ.get("PYTHONPATH", "")]
    return {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, paths)), **given}


class Commands:
    """Commands of manage.py, each called to its end, all in one process: that one starts slowly."""

    def __init__(self, given: Mapping[str, str], project: Path = PROJECT) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.django_project", str(project)],
            cwd=ROOT,
            env=environment(given),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self._process.communicate()

    def call(self, *words: str, min_rows: int = 0) -> str:
        """What the command says; it has to end well."""
        done, said = self._answer(words, min_rows)
        assert done, said
        return said

    def fail(self, *words: str, min_rows: int = 0) -> str:
        """What the command says; it has to fail."""
        done, said = self._answer(words, min_rows)
        assert not done, said
        return said

    def _answer(self, words: tuple[str, ...], min_rows: int) -> tuple[bool, str]:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps([words, min_rows]) + "\n")
        self._process.stdin.flush()
        done, said = json.loads(self._process.stdout.readline())
        return done, said


def _serve(project: str) -> None:
    sys.path.insert(0, project)
    os.environ["DJANGO_SETTINGS_MODULE"] = "settings"
    import django
    from django.core.management import call_command
    from django.db import connections

    django.setup()
    for line in sys.stdin:
        words, min_rows = json.loads(line)
        connections["default"].settings_dict["ONLINE_ALTER"] = {"min_rows": min_rows}
        said, done = io.StringIO(), False
        with redirect_stdout(said), redirect_stderr(said):
            try:
                call_command(*words)
                done = True
            except (Exception, SystemExit):  # noqa: BLE001 - whatever a command fails by is its answer
                traceback.print_exc()
        connections.close_all()
        print(json.dumps([done, said.getvalue()]), flush=True)  # noqa: T201


if __name__ == "__main__":
    _serve(sys.argv[1])
