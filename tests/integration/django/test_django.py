"""``OnlineAlter`` in the documentation's own project: django_migrations is right, whatever happens."""

from __future__ import annotations

import subprocess
import time

import pytest

from tests.integration.django.conftest import IDLE, Project

_FILLED = "SELECT COUNT(*) FROM customer WHERE town = '?' AND note = '-'"


def _until_said(process: subprocess.Popen[str], text: str) -> None:
    assert process.stdout is not None
    said = []
    for line in process.stdout:
        said.append(line)
        if text in line:
            return
    pytest.fail(f"the process ended without saying '{text}':\n{''.join(said)}")


def test_forwards_and_back_by_djangos_own_operations_or_by_a_run(project: Project) -> None:
    """Both end at the same definition and rows. The run lasts longer than Django's session may be idle."""
    before = project.definition()
    project.call("migrate", min_rows=1000)
    plain, filled = project.definition(), project.value(_FILLED)
    project.call("migrate", "shop", "0001", min_rows=1000)
    assert (project.runs(), filled) == ((), 200)
    assert sorted(project.definition().split()) == sorted(before.split())
    project.execute("UPDATE customer SET fax = CONCAT('fax ', id)")
    project.execute("ALTER TABLE customer MODIFY fax VARCHAR(20) AFTER town")
    project.execute("UPDATE customer SET town = NULL WHERE town = '?'")

    with project.held():
        forwards = project.start("migrate")
        _until_said(forwards, "prepare begins")
        time.sleep(IDLE + 2)  # the one thing that can't be had sooner: that a session was idle for so long
        project.execute("INSERT INTO customer (name) VALUES ('written meanwhile')")
    said, _ = forwards.communicate()
    assert forwards.returncode == 0, said
    assert (project.applied(), project.states(), project.definition()) == (2, ["swapped"], plain)
    assert project.value(_FILLED) == 201
    assert "No changes detected" in project.call("makemigrations", "--check")

    project.execute("INSERT INTO customer (name, town, note, since) VALUES ('written since', 'Ulm', 'x', NOW())")
    project.call("migrate", "shop", "0001")
    assert (project.applied(), project.states()) == (1, ["aborted"])
    assert project.value("SELECT COUNT(*) FROM customer WHERE fax LIKE 'fax %'") == 300
    assert project.value("SELECT town FROM customer WHERE name = 'written since'") == "Ulm"
    # Killed when the table was changed back, but before django_migrations was.
    project.execute("INSERT INTO django_migrations (app, name, applied) VALUES ('shop', '0002_widen_name', NOW())")
    project.call("migrate", "shop", "0001")
    assert (project.applied(), project.states()) == (1, ["aborted"])


def test_killed_and_called_again(project: Project) -> None:
    """The next call continues, though the time of day that is the default of a new column has become another."""
    with project.held():
        killed = project.start("migrate")
        _until_said(killed, "prepare begins")
        killed.kill()
        killed.communicate()
    assert project.applied() == 1
    project.call("migrate")
    assert (project.applied(), project.states()) == (2, ["swapped"])
    # Killed when the table was changed, but before django_migrations was.
    project.execute("DELETE FROM django_migrations WHERE name = '0002_widen_name'")
    project.call("migrate")
    assert (project.applied(), project.states()) == (2, ["swapped"])
