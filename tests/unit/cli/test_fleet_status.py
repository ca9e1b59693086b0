"""The command that a fleet's status names."""

from __future__ import annotations

from pathlib import Path

from onlinealter.cli.fleet_status import command_for
from onlinealter.cli.options import TargetArguments

_WORDS = TargetArguments(plan_file=Path("widen.toml"), shards=Path("my shards.toml"))


def test_it_is_the_same_command_line_with_another_verb() -> None:
    """It can be copied into a shell."""
    assert command_for(_WORDS, "run") == "online-alter run widen.toml --shards 'my shards.toml'"
    given = TargetArguments(table="t", alter=("ADD x INT",), shards=Path("s.toml"), only=("eu-*",), groups=("rest",))
    expected = "online-alter run --table t --alter 'ADD x INT' --shards s.toml --only 'eu-*' --group rest"
    assert command_for(given, "run") == expected


def test_what_is_for_some_shards_names_them() -> None:
    """However many: an abort without names would take the others' copies away."""
    names = [f"eu-{at}" for at in range(30)]
    assert command_for(_WORDS, "abort", names).endswith("".join(f" --only {name}" for name in names))
