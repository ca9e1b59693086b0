"""The list of guards fits the code and the tests as they are."""

from __future__ import annotations

import ast
from collections import Counter

import pytest

from tests.guards.guard import PACKAGE, PROMISES, ROOT, Guard
from tests.guards.listed import GUARDS
from tests.guards.removal import command, judged

FEWEST = 2  # guards of a promise


def _name(guard: Guard) -> str:
    return f"{guard.promise} {guard.does}"


@pytest.mark.parametrize("guard", GUARDS, ids=_name)
def test_what_is_taken_out_stands_once_in_its_file(guard: Guard) -> None:
    """And without it the file is another one, which can still be read."""
    text = (ROOT / PACKAGE / guard.file).read_text(encoding="utf-8")
    without = guard.without(text)
    assert without != text
    ast.parse(without)


@pytest.mark.parametrize("guard", GUARDS, ids=_name)
def test_its_test_exists(guard: Guard) -> None:
    """A scenario's folder, or a function of that name."""
    place = ROOT / guard.test_file
    if guard.scenario:
        assert (place / "plan.toml").exists()
        assert guard.server
    else:
        tree = ast.parse(place.read_text(encoding="utf-8"))
        assert guard.test_name in {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}


def test_each_promise_has_its_guards() -> None:
    """No promise without, no guard of something that isn't promised, none twice."""
    count = Counter(guard.promise for guard in GUARDS)
    assert [promise.number for promise in PROMISES] == [*range(1, 12)]
    assert set(count) == {promise.number for promise in PROMISES}
    assert min(count.values()) >= FEWEST
    assert len({guard.does for guard in GUARDS}) == len(GUARDS)


def test_what_stands_more_than_once_is_no_guard() -> None:
    """It would not be known which one the test missed."""
    guard = Guard(1, "does", "a.py", "wait()", "", "tests/a.py::test_a")
    assert guard.without("a; wait(); b") == "a; ; b"
    for text in ("", "wait(); wait()"):
        with pytest.raises(ValueError, match="instead of once"):
            guard.without(text)


@pytest.mark.parametrize(
    ("code", "output", "failed", "how"),
    [
        (
            1,
            "FAILED tests/a.py::test_b[mysql-SELECT 1 - 2] - AssertionError: 1 - 2\n1 failed",
            True,
            "AssertionError: 1 - 2",
        ),
        (1, "FAILED tests/a.py::test_b - assert 1 == 2\n1 failed", True, "assert 1 == 2"),
        (1, "FAILED id_zero on mariadb-10.11: it was not refused\n", True, "it was not refused"),
        (0, "1 passed", False, "passes without it"),
        (1, "ERROR tests/a.py::test_b - SandboxError: none\n1 error", False, "could not begin"),
        (5, "1 deselected", False, "no test ran"),
        (1, "FAILED tests/a.py::test_b - NameError: name 'x' is not defined", False, "another reason"),
        (1, "FAILED tests/a.py::test_b - Failed: Timeout (>150.0s) from pytest-timeout.", False, "another reason"),
    ],
)
def test_only_a_test_that_failed_by_itself_counts(code: int, output: str, failed: bool, how: str) -> None:
    """Not one that could not begin, that wasn't there, that took too long, or that met a fault of the removal itself."""
    found = judged(code, output)
    assert found[0] is failed
    assert how in found[1]


def test_a_scenario_is_run_by_its_name_and_a_test_by_its_case() -> None:
    """On one server; whatever `make test` leaves out."""
    assert command(Guard(1, "does", "a.py", "b", "", "scenario id_zero"))[2:] == [
        "tests.scenarios", "id_zero", "--server", "mariadb-10.11", "--seed", "1"
    ]  # fmt: skip
    words = command(Guard(1, "does", "a.py", "b", "", "tests/a.py::test_b", only="lags"))
    assert words[-3:] == ["-k", "lags", "tests/a.py::test_b"]
    assert words[words.index("-m", 2) :][:2] == ["-m", ""]
