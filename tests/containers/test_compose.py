"""The compose example, lived through: no row is lost, whatever is taken away."""

from __future__ import annotations

import os
from collections.abc import Iterator
from functools import partial

import pytest
import yaml

from tests.containers.images import ROOT
from tests.containers.stack import ROWS, Job, Stack, brought_up, ended, eventually

pytestmark = pytest.mark.containers

_SLOW = """\
table = "customer"
alter = "ADD COLUMN city VARCHAR(40), MODIFY name VARCHAR(250) NOT NULL"
[settings]
strategy = "shadow"
chunk_rows = 20
max_chunk_rows = 20
workers = 1
pause_file = "/changes/pause"
"""


@pytest.fixture(scope="module")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    """The tests of this file are one story, in their order."""
    with brought_up(tmp_path_factory.mktemp("compose")) as stack:
        yield stack


def test_from_nothing_plans_are_applied_and_then_the_application_starts(stack: Stack) -> None:
    """Its names wouldn't fit before."""
    stack.await_writes()
    assert "applied now: 001-widen-name.toml, 002-by-name.sql" in stack.log("tables")
    assert stack.job("pending", "/changes").code == 0
    stack.see_that_no_row_is_lost()


def test_a_database_made_anew_on_its_volume_has_all_rows(stack: Stack) -> None:
    """The job finds its journal there, and the application starts again."""
    before = stack.container("database")
    stack.compose("rm", "--stop", "--force", "database")
    stack.compose("up", "--detach")
    assert stack.container("database") != before
    stack.await_writes()
    assert "nothing to do: all 2 plans have run" in stack.log("tables")
    stack.see_that_no_row_is_lost()


def test_of_three_plans_only_the_new_one_runs(stack: Stack) -> None:
    """While the application writes."""
    (stack.folder / "changes/003-country.sql").write_text("ALTER TABLE customer ADD COLUMN country CHAR(2);\n")
    assert stack.job("pending", "/changes").code == 19
    job = stack.job()
    assert job.code == 0, job.said
    assert "applied now: 003-country.sql; 2 had run before" in job.said
    stack.await_writes()
    stack.see_that_no_row_is_lost()


def test_stopped_and_killed_in_the_middle_the_next_one_goes_on(stack: Stack) -> None:
    """By SIGTERM as an engine stops containers, then by SIGKILL; each amid the copy, and none of it is lost."""
    (stack.folder / "changes/004-city.toml").write_text(_SLOW)
    pause = stack.folder / "changes/pause"
    for way, code in ((("stop", "--time", "60"), "130"), (("kill",), "137")):
        before = _copied(stack)
        container = stack.compose("run", "--detach", "tables").strip().splitlines()[-1]
        eventually(partial(_has_copied, stack, before))
        pause.touch()
        _docker(*way, container)
        assert _docker("inspect", "--format", "{{.State.ExitCode}}", container).said.strip() == code
        _docker("rm", container)
        pause.unlink()
        assert before < _copied(stack) < ROWS
    stack.await_writes()
    under_way = stack.job("pending", "/changes")
    assert under_way.code == 19
    assert "under way  004-city.toml" in under_way.said
    job = stack.job()
    assert job.code == 0, job.said
    assert "004-city.toml: goes on where it is" in job.said
    assert "applied now: 004-city.toml; 3 had run before" in job.said
    stack.await_writes()
    stack.see_that_no_row_is_lost()


def test_the_kubernetes_jobs_container_does_the_same(stack: Stack) -> None:
    """Run by docker with all that job.yaml says of it: words, variables, mounts, and an account that may do nothing."""
    (stack.folder / "changes/005-since.sql").write_text("ALTER TABLE customer ADD COLUMN since DATE;\n")
    job = yaml.safe_load((ROOT / "docs/examples/kubernetes/job.yaml").read_text(encoding="utf-8"))
    pod = job["spec"]["template"]["spec"]
    (container,) = pod["containers"]
    secret, changes = stack.folder / "secrets/alter-password", stack.folder / "changes"
    mounts = {
        "changes": ["--volume", f"{changes}:{{}}:ro"],
        "password": ["--volume", f"{secret}:{{}}/password:ro"],
        "home": ["--tmpfs", "{}:uid=10001"],
    }
    words = [word.format(each["mountPath"]) for each in container["volumeMounts"] for word in mounts[each["name"]]]
    words += [word for each in container["env"] for word in ("--env", f"{each['name']}={each['value']}")]
    assert pod["securityContext"]["runAsNonRoot"]
    assert container["securityContext"]["readOnlyRootFilesystem"]
    words += ["--read-only", "--cap-drop", "ALL", "--security-opt", "no-new-privileges"]
    done = _docker("run", "--rm", "--network", stack.network, *words, container["image"], *container["args"])
    assert done.code == 0, done.said
    assert "applied now: 005-since.sql; 4 had run before" in done.said
    stack.see_that_no_row_is_lost()


def _has_copied(stack: Stack, rows: int) -> bool:
    return _copied(stack) > rows


def _copied(stack: Stack) -> int:
    return int(stack.sql("SELECT COALESCE(SUM(row_count), 0) FROM _oa_chunk WHERE phase = 'copy'")[0][0])


def _docker(*words: str) -> Job:
    return ended(["docker", *words], dict(os.environ))
