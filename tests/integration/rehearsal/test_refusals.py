"""Where nothing is rehearsed: without the mark, and on what belongs to production with it."""

from __future__ import annotations

from pathlib import Path

import pytest

from onlinealter.model.exit_codes import ExitCode
from onlinealter.sandbox import start_sandbox
from tests.integration.rehearsal.candidates import Candidate, dsn_of
from tests.servers import Schema


@pytest.fixture
def candidate(schema: Schema) -> Candidate:
    """A candidate that nobody has marked."""
    found = Candidate(schema)
    found.fill()
    return found


def test_without_the_mark_the_command_that_marks_is_named(candidate: Candidate) -> None:
    """Marked, it is rehearsed; unmarked again, it isn't."""
    came = candidate.rehearse()
    assert came.exit_code == ExitCode.REFUSED
    assert "online-alter candidate mark mysql://" in came.stderr
    assert "not marked" in candidate.call("candidate", "status", candidate.dsn).stdout
    candidate.mark()
    assert "marked by" in candidate.call("candidate", "status", candidate.dsn).stdout
    assert candidate.call("candidate", "unmark", candidate.dsn).exit_code == 0
    before = candidate.as_it_is()
    assert candidate.rehearse().exit_code == ExitCode.REFUSED
    assert candidate.as_it_is() == before


def test_a_mark_that_came_with_a_dump_says_nothing(candidate: Candidate) -> None:
    """It names the server on which it was made."""
    candidate.mark()
    with candidate.schema.connect() as connection:
        connection.execute("UPDATE _oa_candidate SET server = 'another'")
    assert candidate.rehearse().exit_code == ExitCode.REFUSED


def test_the_plans_own_server_is_refused_under_any_name(candidate: Candidate, tmp_path: Path) -> None:
    """By its address, by another name of the host, and as a server of the shards file."""
    candidate.mark()
    primary, before = candidate.schema.primary, candidate.as_it_is()
    other = "localhost" if primary.host == "127.0.0.1" else "127.0.0.1"
    for host in (primary.host, other):
        came = candidate.rehearse("--dsn", dsn_of(primary, candidate.schema.name, host))
        assert came.exit_code == ExitCode.REFUSED, came.stderr
        assert "is the plan's own server" in came.stderr
    shards = tmp_path / "shards.toml"
    named = dsn_of(primary, candidate.schema.name, other)
    shards.write_text(f'[[shard]]\nname = "eu"\nprimary = "{named}"\n')
    came = candidate.rehearse("--shards", str(shards))
    assert came.exit_code == ExitCode.REFUSED, came.stderr
    assert "is the plan's own server" in came.stderr
    assert candidate.as_it_is() == before


def test_replicas_are_refused_in_both_directions(candidate: Candidate) -> None:
    """A replica can't be marked, nor rehearsed on; and a candidate that feeds production is none."""
    candidate.mark()
    candidate.schema.connect_to_replica().close()  # the mark has arrived there too
    replica = dsn_of(candidate.schema.replica, candidate.schema.name)
    for words in (("candidate", "mark", replica), ("dry-run", *candidate.words, "--against", replica)):
        came = candidate.call(*words)
        assert came.exit_code == ExitCode.REFUSED, came.stderr
        assert "replica" in came.stderr
    came = candidate.rehearse("--dsn", replica)
    assert came.exit_code == ExitCode.REFUSED, came.stderr
    assert "is a replica of" in came.stderr


def test_a_production_that_does_not_answer_is_not_told_apart(candidate: Candidate) -> None:
    """So nothing is rehearsed."""
    candidate.mark()
    assert candidate.rehearse("--dsn", "mysql://root@127.0.0.1:1/shop").exit_code == ExitCode.UNREACHABLE


def test_another_server_may_be_production(candidate: Candidate) -> None:
    """It is asked who it is, and left alone."""
    candidate.mark()
    with start_sandbox(candidate.schema.kind) as production:
        primary = production.primary
        primary.connect().close()
        dsn = f"mysql://{primary.user}:{primary.password}@{primary.host}:{primary.port}/mysql?ssl-mode=DISABLED"
        came = candidate.rehearse("--dsn", dsn)
    assert came.exit_code == 0, came.stderr
