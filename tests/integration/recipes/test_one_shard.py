"""Recipes that call the command once for each shard: Ansible's play, the loop over ssh, and an Indexed Job's command."""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import pytest
import yaml

from onlinealter.engine.journal import read_runs
from tests.environments import made_with
from tests.servers import Schema, ServerPair

ROOT = Path(__file__).parents[3]
EXAMPLES = ROOT / "docs" / "examples" / "one-shard"
_NAMES = ("eu-01", "eu-02")


@dataclass(frozen=True)
class _Shards:
    schemas: dict[str, Schema]
    folder: Path

    def call(self, *words: str, path: Path | None = None, **given: str) -> str:
        """Run a program beside the files; gives what it says. It has to end well."""
        paths = [*([str(path)] if path else []), str(Path(sys.executable).parent), os.environ["PATH"]]
        password = next(iter(self.schemas.values())).primary.password
        environment = {**os.environ, **given, "PATH": os.pathsep.join(paths), "PYTHONPATH": str(ROOT), "MYSQL_PWD": password}
        found = subprocess.run(words, cwd=self.folder, env=environment, capture_output=True, text=True, check=False)
        assert found.returncode == 0, found.stdout + found.stderr
        return found.stdout

    def states(self) -> list[str]:
        """Of the last run of each shard."""
        found = []
        for schema in self.schemas.values():
            with schema.connect() as connection:
                found.append(read_runs(connection, schema.name)[-1].state.value)
        return found


@pytest.fixture
def shards(servers: ServerPair, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[_Shards]:
    """Two, with the files that the recipes name."""
    lines = []
    with ExitStack() as stack:
        schemas = {name: stack.enter_context(servers.schema(f"{request.node.name}_{name}")) for name in _NAMES}
        for name, schema in schemas.items():
            with schema.connect() as connection:
                connection.execute("CREATE TABLE customers (id INT PRIMARY KEY AUTO_INCREMENT, name VARCHAR(20))")
            server = schema.primary
            where = f"mysql://{server.user}@{server.host}:{server.port}/{schema.name}?ssl-mode=DISABLED"
            lines += [f'[[shard]]\nname = "{name}"\nprimary = "{where}"']
        (tmp_path / "shards.toml").write_text("\n".join(lines))
        (tmp_path / "widen.toml").write_text('table = "customers"\nalter = "MODIFY name VARCHAR(60)"\n')
        yield _Shards(schemas, tmp_path)


def test_an_indexed_jobs_command(shards: _Shards) -> None:
    """Each index is its shard."""
    [container] = yaml.safe_load((EXAMPLES / "indexed-job.yaml").read_text())["spec"]["template"]["spec"]["containers"]
    [script] = container["args"]
    for index in range(2):
        here = script.replace("/plans", shlex.quote(str(shards.folder)))
        shards.call(*container["command"], here, JOB_COMPLETION_INDEX=str(index))
    assert shards.states() == ["verified", "verified"]


def test_the_loop_over_ssh(shards: _Shards) -> None:
    """Here the other host is a shell on this one."""
    ssh = shards.folder / "bin" / "ssh"
    ssh.parent.mkdir()
    ssh.write_text('#!/bin/sh\nshift 2\nexec sh -c "$*"\n')
    ssh.chmod(0o755)
    (shards.folder / "shards-by-host").write_text("".join(f"ops-eu {name}\n" for name in _NAMES))
    assert shards.call(str(EXAMPLES / "over-ssh"), path=ssh.parent, FOLDER=str(shards.folder)) == ""
    assert shards.states() == ["verified", "verified"]


@pytest.mark.index
def test_ansibles_play(shards: _Shards, tmp_path_factory: pytest.TempPathFactory) -> None:
    """Wave by wave; the second time there is nothing left to do."""
    programs = made_with(tmp_path_factory.mktemp("ansible") / "venv", "ansible-core", extra="zstd")
    (shards.folder / "shards.ini").write_text("[shards]\n" + "\n".join(_NAMES) + "\n")
    words = ["--inventory", "shards.ini", str(EXAMPLES / "play.yaml"), "--extra-vars", f"folder={shards.folder}"]
    for _ in range(2):
        said = shards.call(str(programs / "ansible-playbook"), *words, path=programs)
        assert said.count("failed=0") == 2
        assert shards.states() == ["swapped", "swapped"]
