"""``op.online_alter_table`` in the documentation's own project: Alembic's version is right, whatever happens."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from tests.integration.alembic.conftest import IDLE, Project, seconds_pass, until_said

NEW, OLD = ["id", "name", "note"], ["id", "name", "fax"]


def _states(project: Project) -> list[str]:
    return [run.state.value for run in project.runs()]


def test_a_run_that_lasts_longer_than_alembics_session_may_be_idle(project: Project, tmp_path: Path) -> None:
    """Then down again on another machine: the run is rolled back, with all that was written and what the block drops."""
    with project.writing("up"):
        with project.held():
            upgrade = project.start("upgrade", "head")
            until_said(upgrade, "prepare begins")
            seconds_pass(IDLE + 2)
        _, said = upgrade.communicate()
    assert upgrade.returncode == 0, said
    assert (project.version(), project.columns(), _states(project)) == ("b2", NEW, ["swapped"])
    assert "by_name" in project.indexes()
    project.execute("INSERT INTO customer (name) VALUES ('added since')")
    elsewhere = replace(project, state=tmp_path / "another machine")
    with project.writing("down"):
        downgrade = elsewhere.call("downgrade", "a1")
    assert downgrade.code == 0, downgrade.said
    assert (project.version(), project.columns(), _states(project)) == ("a1", OLD, ["aborted"])
    with project.schema.connect() as connection:
        assert connection.value("SELECT COUNT(*) FROM customer WHERE fax LIKE 'fax %'") == 300
        assert connection.value("SELECT COUNT(*) FROM customer WHERE name = 'added since'") == 1
    # Killed when the table was changed back, but before the version row was written.
    project.execute("UPDATE alembic_version SET version_num = 'b2'")
    again = elsewhere.call("downgrade", "a1")
    assert again.code == 0, again.said
    assert (project.version(), project.columns(), _states(project)) == ("a1", OLD, ["aborted"])


def test_killed_and_called_again(project: Project) -> None:
    """The version stays until the table is changed; the next call continues. After a cleanup the way down is the block's."""
    with project.held():
        killed = project.start("upgrade", "head")
        until_said(killed, "prepare begins")
        killed.kill()
        killed.communicate()
    assert (project.version(), project.columns()) == ("a1", OLD)
    again = project.call("upgrade", "head")
    assert again.code == 0, again.said
    assert (project.version(), project.columns(), _states(project)) == ("b2", NEW, ["swapped"])
    # Killed when the table was changed, but before the version row was written.
    project.execute("UPDATE alembic_version SET version_num = 'a1'")
    late = project.call("upgrade", "head")
    assert late.code == 0, late.said
    assert (project.version(), project.columns(), _states(project)) == ("b2", NEW, ["swapped"])


def test_a_small_table_is_altered_by_the_server_up_and_down(project: Project) -> None:
    """Without a run; the whole block in one ALTER."""
    up = project.call("upgrade", "head", min_rows=1000)
    assert up.code == 0, up.said
    assert (project.version(), project.columns(), project.runs()) == ("b2", NEW, ())
    with project.schema.connect() as connection:
        assert connection.value("SELECT note FROM customer LIMIT 1") == "50% off"
    down = project.call("downgrade", "a1", min_rows=1000)
    assert down.code == 0, down.said
    assert (project.version(), project.columns(), project.runs()) == ("a1", OLD, ())


def test_a_refused_change_leaves_the_version(project: Project) -> None:
    """What is said is what is to be done; nothing is changed."""
    project.execute("ALTER TABLE customer MODIFY name VARCHAR(300) NOT NULL")
    project.execute("UPDATE customer SET name = REPEAT('x', 250) WHERE id = 7")
    refused = project.call("upgrade", "head")
    assert refused.code != 0
    assert "Refused" in refused.said
    assert project.schema.primary.password not in refused.said
    assert (project.version(), project.columns()) == ("a1", OLD)
