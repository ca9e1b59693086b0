"""A shards file becomes a fleet, or all of its faults at once."""

from __future__ import annotations

from pathlib import Path

import pytest

from onlinealter.fleet.shards import Fleet, Unhealthy
from onlinealter.fleet.shards_file import expanded, parse_shards, read_shards_file, seconds_of
from onlinealter.model.errors import UsageFault

_GOOD = """
[defaults]
user = "alter"
password = { env = "SHARDS_PASSWORD" }
per_server = 2
settings = { workers = 2 }

[[shard]]
name = "eu-{01..03}"
primary = "mysql://db{01..03}.example:3307/shop"
replicas = ["mysql://db{01..03}-r1.example", "mysql://backup.example"]
settings = { chunk_time = 0.1 }

[[shard]]
name = "us"
primary = "mysql://other@us.example/shop"
group = "canary"

[rollout.copy]
parallel = 4

[rollout.cutover]
waves = ["canary", "50%", "rest"]
soak = "15m"
healthy = ["./healthy", "{shard}"]
on_unhealthy = "rollback"
stop_at = 2
window = "02:00-04:00 Europe/Berlin"
"""


def _read(text: str, folder: Path, **environment: str) -> Fleet:
    return parse_shards(text, folder / "shards.toml", {"SHARDS_PASSWORD": "geheim", **environment})


def _faults(text: str, folder: Path) -> list[str]:
    with pytest.raises(UsageFault) as caught:
        _read(text, folder)
    return [fault.removeprefix(str(folder) + "/") for fault in caught.value.faults]


def test_a_fleet_is_read_whole(tmp_path: Path) -> None:
    """Patterns are spread over name, primary and replicas alike; defaults stand under each shard's own."""
    fleet = _read(_GOOD, tmp_path)
    assert [shard.name for shard in fleet.shards] == ["eu-01", "eu-02", "eu-03", "us"]
    second, last = fleet.shards[1], fleet.shards[3]
    assert (second.primary.host, second.primary.port, second.primary.user) == ("db02.example", 3307, "alter")
    assert [replica.host for replica in second.replicas] == ["db02-r1.example", "backup.example"]
    assert second.settings == {"cutover_window": "02:00-04:00 Europe/Berlin", "workers": 2, "chunk_time": 0.1}
    assert (last.primary.user, last.primary.password, last.group) == ("other", "geheim", "canary")
    rollout = fleet.rollout
    assert (rollout.parallel, rollout.per_server, rollout.waves) == (4, 2, ("canary", "50%", "rest"))
    assert (rollout.soak, rollout.stop_at, rollout.on_unhealthy) == (900.0, 2, Unhealthy.ROLLBACK)


def test_all_faults_come_at_once_with_their_lines(tmp_path: Path) -> None:
    """The second [[shard]]'s faults have the second's lines."""
    text = """
[[shard]]
name = "eu-{01..03}"
primary = "mysql://db{01..02}.example/shop"

[[shard]]
name = "bad name"
primary = "postgres://db/shop"
grup = "canary"
settings = { chunk_tme = 1 }

[rollout.cutover]
waves = ["kanary", "rest"]
soak = "a while"
stop_at = 0
"""
    assert _faults(text, tmp_path) == [
        "shards.toml:4: 'primary' stands for 2 servers, 'name' for 3 shards",
        "shards.toml:7: 'name': expected letters, digits and - _ ., found 'bad name'",
        "shards.toml:9: unknown key 'grup' in [[shard]]; did you mean 'group'?",
        "shards.toml:13: 'waves' in [rollout.cutover]: expected a group (rest), a share such as 10%, or a number of shards,"
        " found the text 'kanary'",
        "shards.toml:14: 'soak' in [rollout.cutover]: expected a time such as \"15m\" or \"24h\", found the text 'a while'",
        "shards.toml:15: 'stop_at' in [rollout.cutover]: expected a number from 1 on, found the number 0",
    ]


def test_a_password_in_the_file_is_refused_without_being_shown(tmp_path: Path) -> None:
    """The file is meant for version control."""
    faults = _faults('[[shard]]\nname = "a"\nprimary = "mysql://h/s"\npassword = "hunter2"\n', tmp_path)
    assert len(faults) == 1
    assert "hunter2" not in faults[0]


def test_passwords_come_from_files_and_commands(tmp_path: Path) -> None:
    """Their first line; a missing one is a fault of its line."""
    (tmp_path / "secret").write_text("from file\n")
    text = '[[shard]]\nname = "a"\nprimary = "mysql://h/s"\npassword = {{ {} }}\n'
    assert _read(text.format('file = "secret"'), tmp_path).shards[0].primary.password == "from file"
    assert _read(text.format('command = ["echo", "said"]'), tmp_path).shards[0].primary.password == "said"
    assert "shards.toml:4" in _faults(text.format('env = "NOT_SET"'), tmp_path)[0]
    assert "ended with exit code 1" in _faults(text.format('command = ["false"]'), tmp_path)[0]


def test_a_source_prints_shards(tmp_path: Path) -> None:
    """As JSON, with the keys of [[shard]]."""
    listing = tmp_path / "list"
    listing.write_text('#!/bin/sh\necho \'[{"name": "x-{1..2}", "primary": "mysql://h{1..2}/s", "group": "canary"}]\'\n')
    listing.chmod(0o755)
    fleet = _read('[source]\ncommand = ["./list"]\n', tmp_path)
    assert [(shard.name, shard.primary.host, shard.group) for shard in fleet.shards] == [
        ("x-1", "h1", "canary"),
        ("x-2", "h2", "canary"),
    ]
    assert "expected a JSON list" in _faults('[source]\ncommand = ["echo", "1"]\n', tmp_path)[0]


def test_names_are_unique(tmp_path: Path) -> None:
    """A shard is known by its name."""
    text = '[[shard]]\nname = "a"\nprimary = "mysql://h/s"\n[[shard]]\nname = "a"\nprimary = "mysql://g/s"\n'
    assert _faults(text, tmp_path) == ["shards.toml:2: the name 'a' is given to 2 shards"]


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    """As for a plan."""
    with pytest.raises(UsageFault, match="there is no shards file"):
        read_shards_file(tmp_path / "none.toml", {})


@pytest.mark.parametrize(
    ("text", "count"), [("plain", 1), ("a{8..11}", 4), ("a{1..2}b{3..4}", 2)], ids=["none", "one", "together"]
)
def test_patterns(text: str, count: int) -> None:
    """Leading zeros decide the width."""
    assert len(expanded(text)) == count
    assert expanded("e{08..10}") == ["e08", "e09", "e10"]


@pytest.mark.parametrize("text", ["a{3..1}", "a{1..2}{1..3}", "a{1..99999}"])
def test_patterns_that_mean_nothing(text: str) -> None:
    """Refused rather than guessed."""
    with pytest.raises(ValueError, match=r"a\{"):
        expanded(text)


def test_times() -> None:
    """With a unit, or in seconds."""
    assert [seconds_of(each) for each in (90, "90", "90s", "1.5m", "24h", "2d")] == [90, 90, 90, 90, 86400, 172800]
    assert [seconds_of(each) for each in (-1, True, "soon", None)] == [None] * 4
