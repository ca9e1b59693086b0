"""Which worker runs which test."""

from __future__ import annotations

import pytest

from tests.scheduling import kind_of, scope_of, worker_count

_KINDS = ("mysql", "mariadb-10.11")


@pytest.mark.parametrize(
    ("nodeid", "kind"),
    [
        ("tests/integration/engine/test_losses.py::test_a[mysql]", "mysql"),
        ("tests/scenarios/test_life.py::test_a[add_columns-mariadb-10.11-]", "mariadb-10.11"),
        ("tests/integration/faults/test_waits.py::test_a[mariadb-10.11-QUERY]", "mariadb-10.11"),
        ("tests/integration/sandbox/test_start.py::test_a[mariadb]", ""),
        ("tests/unit/sql/test_quoting.py::test_a[mysql]", ""),
        ("tests/integration/cli/test_run.py::test_a", ""),
        ("tests/integration/engine/test_losses.py::test_a[mysql-mariadb-10.11]", ""),
    ],
)
def test_the_kind_of_server_is_in_the_parameters(nodeid: str, kind: str) -> None:
    """One that isn't told, or more than one, is nobody's."""
    assert kind_of(nodeid, _KINDS) == kind


def test_a_small_machine_has_a_worker_for_each_kind() -> None:
    """Fewer would have each start the servers of all."""
    assert worker_count(500) == 500
    assert worker_count(1) >= 1


def test_tests_that_share_servers_stay_together() -> None:
    """Those of one file and kind; all others go one by one."""
    one, other = (f"tests/integration/facts/test_clocks.py::test_{name}[mysql]" for name in "ab")
    assert scope_of(one, _KINDS) == scope_of(other, _KINDS)
    assert scope_of(one, _KINDS) != scope_of(one.replace("mysql", "mariadb-10.11"), _KINDS)
    assert scope_of("tests/unit/a.py::test_a", _KINDS) != scope_of("tests/unit/a.py::test_b", _KINDS)


def test_what_the_model_explored_of_a_server_is_explored_once() -> None:
    """Each worker that is given one of these tests explores all of that kind first."""
    one, other, killed = (
        f"tests/model/test_all_states.py::test_{name}]"
        for name in ("deed[DROP live-mysql", "deed[DROP live-mariadb", "killed[mysql")
    )
    assert scope_of(one, _KINDS) == scope_of(killed, _KINDS) != scope_of(other, _KINDS)
