"""Whatever kills, lost connections and one deed of somebody else leave: nothing is lost, and there is a way out."""

from __future__ import annotations

import os
import sys
from functools import cache

import pytest

from tests.model.deeds import all_deeds
from tests.model.explorer import Explorer, Found

_EVERYWHERE = bool(os.environ.get("ONLINEALTER_MODEL_EVERYWHERE"))  # takes minutes
_EACH_SERVER = pytest.mark.parametrize("mariadb", [False, True], ids=["mysql", "mariadb"])


@cache
def _explored(*, mariadb: bool) -> tuple[Explorer, Found]:
    explorer = Explorer(mariadb=mariadb)
    return explorer, explorer.explore()


@_EACH_SERVER
def test_killed_and_cut_off_anywhere(mariadb: bool, capsys: pytest.CaptureFixture[str]) -> None:
    _judge(_explored(mariadb=mariadb)[1], "killed and cut off anywhere", capsys)


@_EACH_SERVER
@pytest.mark.parametrize("deed", all_deeds())
def test_a_deed_of_somebody_else_anywhere(mariadb: bool, deed: str, capsys: pytest.CaptureFixture[str]) -> None:
    _judge(_explored(mariadb=mariadb)[0].explore_deed(deed, everywhere=_EVERYWHERE), deed, capsys)


def _judge(found: Found, what: str, capsys: pytest.CaptureFixture[str]) -> None:
    with capsys.disabled():
        sys.stdout.write(f"\n{what}: {found}\n")
    assert not found.faults, "\n".join(f"{fault}: {' > '.join(how)}" for fault, how in found.faults.items())
