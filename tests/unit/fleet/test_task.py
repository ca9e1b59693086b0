"""A shard's work as a value that travels, and what a worker answers."""

from __future__ import annotations

import pickle
from dataclasses import astuple, fields, replace
from pathlib import Path

import pytest

from onlinealter import __version__
from onlinealter.engine import alteration
from onlinealter.engine.target import Choices, Target
from onlinealter.fleet.task import Errand, Task, TaskEnd, error_of, make_task, settings_as_text
from onlinealter.fleet.worker import work
from onlinealter.model import errors
from onlinealter.model.plan import Plan, Settings, Strategy
from onlinealter.model.states import Phase
from onlinealter.planning import option_files
from onlinealter.planning.plan_text import plan_as_text, plan_of_text

_SECRET = "s3cret/of the shard"
_PLAN = Plan(
    "customers",
    ("ADD COLUMN note TEXT",),
    "notes",
    columns={"note": "UPPER(name)"},
    allow=("round:price",),
    where="id > 1",
    precondition="SELECT 1",
    settings=Settings(strategy=Strategy.SHADOW, chunk_time=0.2, pause_file="/run/pause"),
)
_SHARDS = (
    '[defaults]\npassword = { env = "SHARD_SECRET" }\n[[shard]]\nname = "eu-1"\nprimary = "mysql://ops@127.0.0.1:1/shop"\n'
)


@pytest.fixture
def task(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Task:
    """For a shard whose server isn't there."""
    monkeypatch.setattr(option_files, "usual_files", tuple)
    monkeypatch.setenv("SHARD_SECRET", _SECRET)
    (tmp_path / "shards.toml").write_text(_SHARDS)
    changes = settings_as_text({"strategy": Strategy.NATIVE, "max_lag": 2.0})
    errand = Errand(plan_as_text(_PLAN, "shop"), changes, str(tmp_path / "shards.toml"))
    return make_task("eu-1", (Phase.PREPARE, Phase.EXECUTE), Choices(repair=True), errand, takes_place=False)


def test_a_plan_survives_as_text() -> None:
    """All of it, what a journal doesn't keep too."""
    found = plan_of_text(plan_as_text(_PLAN, "shop"))
    assert (found.plan, found.schema) == (_PLAN, "shop")
    with pytest.raises(errors.UsageFault, match="can't be read"):
        plan_of_text("{")


def test_a_task_is_text_and_survives_its_way(task: Task) -> None:
    """Another machine reads the same."""
    assert pickle.loads(pickle.dumps(task)) == task  # noqa: S301 - our own bytes
    assert all(isinstance(text, str) for text in astuple(task.errand))
    assert [each.type for each in fields(Task)] == ["str", "str", "str", "Errand", "str", "str"]
    assert task.choices() == Choices(repair=True)
    assert not task.takes_place


def test_a_worker_reads_its_own_shards_file(task: Task, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its secrets too; the command line's settings hold over the shard's and the plan's."""
    seen: list[Target] = []
    monkeypatch.setattr(alteration, "advance", lambda target, *_: seen.append(target))
    assert work(task).outcome == "nothing-to-do"  # as the engine says by None
    [target] = seen
    assert (target.primary.password, target.schema) == (_SECRET, "shop")
    assert target.plan == replace(_PLAN, settings=replace(_PLAN.settings, strategy=Strategy.NATIVE, max_lag=2.0))


def test_no_secret_travels(task: Task, monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither with the task, nor with what came of it, whatever an error says."""

    def leak(target: Target, *_: object) -> None:
        raise ValueError(f"can't log in with {target.primary.password}")

    ends = [work(task)]
    monkeypatch.setattr(alteration, "advance", leak)
    ends.append(work(task))
    assert [end.outcome for end in ends] == ["server-unreachable", "online-alter"]
    assert "ValueError: can't log in with …" in ends[1].error
    for value in (task, *ends):
        assert _SECRET not in repr(value)
        assert _SECRET.encode() not in pickle.dumps(value)


def test_nothing_is_raised(task: Task, monkeypatch: pytest.MonkeyPatch) -> None:
    """What a worker meets comes back as a small value."""

    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    assert work(replace(task, shard="eu-2")).outcome == "usage"
    assert "has no shard eu-2" in work(replace(task, shard="eu-2")).error
    assert "there is no shards file" in work(replace(task, errand=replace(task.errand, shards_file="/nowhere"))).error
    monkeypatch.setattr(alteration, "advance", interrupt)
    assert work(task).outcome == "interrupted"


def test_another_version_is_told(task: Task) -> None:
    """Before anything else of the task is read."""
    end = work(replace(task, version="0.0.1", errand=None))  # type: ignore[arg-type]  # as one of another format may have it
    assert (end.outcome, end.exit_code) == ("usage", 2)
    assert f"this worker has onlinealter {__version__}" in end.error
    assert "Install the same version" in end.remedy
    assert work(replace(task, format="0")).outcome == "usage"


def test_an_end_is_an_error_of_its_kind_again() -> None:
    """By which the fleet's command ends."""
    assert error_of(TaskEnd("eu-1", "done")) is None
    for outcome, kind in (("refused", errors.Refused), ("interrupted", errors.Interrupted), ("different", errors.Different)):
        found = error_of(TaskEnd("eu-1", outcome, 4, "no room", "Look.", "w process 1"))
        assert type(found) is kind
        assert (found.message, found.remedy) == ("no room (worker w process 1)", "Look.")
    server = error_of(TaskEnd("eu-1", "server-error", 11, "the server answered", "", "w process 1"))
    assert isinstance(server, errors.ServerError)
    assert server.message.startswith("the server answered (worker")
