"""What ``apply`` and ``pending`` are told, before any server is asked."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from onlinealter.cli.duration import ended_after
from onlinealter.cli.folder_plans import read_folder
from onlinealter.cli.group import online_alter
from onlinealter.cli.options import TargetArguments
from onlinealter.engine.stop import StopFlag
from onlinealter.model.errors import Unfinished, UsageFault
from onlinealter.model.exit_codes import ExitCode

_WORDS = TargetArguments(dsn="mysql://ops@db1/shop", settings=("chunk_time=0.2",))


@pytest.mark.parametrize("option", ["--for", "--wait"])
def test_a_time_that_is_none_is_refused(tmp_path: Path, option: str) -> None:
    """With what it may look like."""
    found = CliRunner().invoke(online_alter, ["apply", str(tmp_path), option, "soon"])
    assert found.exit_code == ExitCode.USAGE
    assert "such as 14m, found 'soon'" in found.output


def test_when_the_time_is_over_what_is_under_way_stops() -> None:
    """With an error of its own, wherever it waits."""
    stop = StopFlag()
    with ended_after(0.01, stop), pytest.raises(Unfinished):
        stop.sleep(60)


def test_a_time_that_is_not_used_up_stops_nothing() -> None:
    """Nor does none."""
    stop = StopFlag()
    for seconds in (0.5, None):
        with ended_after(seconds, stop):
            pass
    stop.sleep(0.6)


def test_plans_and_sql_files_are_read_in_the_order_of_their_names(tmp_path: Path) -> None:
    """Each with its table, its server, and the command line's settings over its own."""
    (tmp_path / "2.toml").write_text('table = "store.orders"\nalter = "FORCE"\n[server]\ndsn = "mysql://ops@db2"\n')
    (tmp_path / "1.sql").write_text("ALTER TABLE a FORCE; CREATE INDEX i ON bar.b (c);")
    (tmp_path / "3.md").write_text("no plan")
    (tmp_path / "2.queries.sql").write_text("SELECT 1 FROM orders")
    entries = read_folder(tmp_path, _WORDS)
    assert [(each.label, each.plan.name, each.target.schema, each.target.table) for each in entries] == [
        ("1.sql#1/2", "1#1/2", "shop", "a"),
        ("1.sql#2/2", "1#2/2", "bar", "b"),
        ("2.toml", "2", "store", "orders"),
    ]
    assert [each.target.queries for each in entries] == [None, None, tmp_path / "2.queries.sql"]
    assert {each.plan.settings.chunk_time for each in entries} == {0.2}
    assert {each.target.primary.host for each in entries} == {"db1"}


def test_a_plans_own_server_is_used_where_none_is_given(tmp_path: Path) -> None:
    """A SQL file has none of its own."""
    (tmp_path / "2.toml").write_text('table = "store.orders"\nalter = "FORCE"\n[server]\ndsn = "mysql://ops@db2"\n')
    [entry] = read_folder(tmp_path, TargetArguments())
    assert entry.target.primary.host == "db2"


def test_what_plans_of_the_folder_share_is_no_plan(tmp_path: Path) -> None:
    """A file that nobody includes is read as one, and so is one with a change, whoever includes it."""
    (tmp_path / "1.toml").write_text('table = "orders"\nalter = "FORCE"\ninclude = "shared.toml"\n')
    (tmp_path / "shared.toml").write_text("[settings]\nchunk_time = 0.4\n")
    assert [each.label for each in read_folder(tmp_path, _WORDS)] == ["1.toml"]
    (tmp_path / "2.toml").write_text('include = "1.toml"\n')
    (tmp_path / "3.toml").write_text('owner = "team"\n')
    with pytest.raises(UsageFault) as caught:
        read_folder(tmp_path, _WORDS)
    told = "\n".join(caught.value.faults)
    assert "'alter' belongs in the plan" in told
    assert "3.toml" in told


def test_queries_without_a_plan_are_read_as_any_sql_file(tmp_path: Path) -> None:
    """So that somebody hears of a name that is spelt otherwise than the plan's."""
    (tmp_path / "2.queries.sql").write_text("SELECT 1 FROM orders")
    with pytest.raises(UsageFault):
        read_folder(tmp_path, _WORDS)
