"""Settings that had other names: refused where somebody writes them, read where a journal holds them."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path

import pytest
from click.testing import CliRunner

from onlinealter.cli.group import online_alter
from onlinealter.cli.target import chosen_changes
from onlinealter.engine.journal_values import plan_from
from onlinealter.engine.live import merged_changes, read_changes, written_changes
from onlinealter.model.errors import UsageFault
from onlinealter.model.exit_codes import ExitCode
from onlinealter.model.plan import Plan, Rollback, Settings
from onlinealter.model.renamed_settings import RENAMED
from onlinealter.planning.plan_file import parse_plan
from onlinealter.planning.setting_values import SETTINGS

_PLAN = 'table = "orders"\nalter = "ENGINE=InnoDB"\n'


def test_each_has_a_name_that_is_a_setting() -> None:
    """And the old ones are none any more."""
    assert set(RENAMED.values()) <= set(SETTINGS)
    assert not set(RENAMED) & set(SETTINGS)


@pytest.mark.parametrize("old", RENAMED)
def test_a_plan_file_with_an_old_name_is_refused_with_the_new_one(old: str) -> None:
    """At its line, whatever the value."""
    with pytest.raises(UsageFault) as refused:
        parse_plan(f"{_PLAN}[settings]\n{old} = 7\n", "orders.toml", "orders")
    assert refused.value.faults == (f"orders.toml:4: '{old}' in [settings] is now called '{RENAMED[old]}'",)


def test_an_old_name_outside_of_its_section_is_told_where_it_belongs() -> None:
    """The next message then names the new one."""
    with pytest.raises(UsageFault) as refused:
        parse_plan(f"{_PLAN}patience = 7\n", "orders.toml", "orders")
    assert refused.value.faults == ("orders.toml:3: unknown key 'patience'; it belongs in [settings]",)


@pytest.mark.parametrize("old", RENAMED)
def test_set_refuses_an_old_name_with_the_new_one(old: str) -> None:
    """As the option --set, with dashes too."""
    with pytest.raises(UsageFault) as refused:
        chosen_changes((f"{old.replace('_', '-')}=7",), "--set ")
    assert refused.value.faults == (f"--set {old}: the setting '{old}' is now called '{RENAMED[old]}'",)


def test_the_command_set_refuses_an_old_name_with_the_new_one(tmp_path: Path) -> None:
    """Before any server is asked."""
    nowhere = ["--dsn", f"mysql://ops@localhost/shop?socket={tmp_path}/none", "--table", "orders"]
    found = CliRunner().invoke(online_alter, ["set", *nowhere, "longest_lag=7"])
    assert found.exit_code == ExitCode.USAGE
    assert "the setting 'longest_lag' is now called 'max_lag'" in " ".join(found.output.split())


def test_a_journalled_plan_with_old_names_is_read_with_its_values() -> None:
    """A run may have been begun by an older version."""
    chosen = Settings(
        max_lag=7.0, max_threads_running=8, max_lock_waits=9, max_history_length=10, max_pause=11.0, max_chunk_rows=12,
        max_chunk_bytes=13_000, max_index_build=14.0, lock_timeout=15.0, old_transaction_timeout=16.0,
        rollback=Rollback.NONE,
    )  # fmt: skip
    given = asdict(Plan("orders", ("ENGINE=InnoDB",), settings=chosen))
    older = {new: old for old, new in RENAMED.items()}
    given["settings"] = {older.get(name, name): value for name, value in given["settings"].items()}
    assert set(RENAMED) <= set(given["settings"])
    assert plan_from(json.dumps(given)).settings == chosen


def test_settings_that_were_set_live_under_old_names_still_hold() -> None:
    """And are written under the new ones with the next change."""
    older = json.dumps({"longest_lag": 7.0, "most_chunk_rows": 12})
    assert read_changes(older) == {"max_lag": 7.0, "max_chunk_rows": 12}
    assert written_changes(older) == ("max_chunk_rows=12", "max_lag=7.0")
    assert json.loads(merged_changes(older, {"max_lag": 8.0})) == {"max_lag": 8.0, "max_chunk_rows": 12}
