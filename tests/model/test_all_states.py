"""Whatever kills, lost connections and one deed of somebody else leave: nothing is lost, and there is a way out."""

from __future__ import annotations

import os
from collections.abc import Callable
from functools import cache

import pytest

from tests.conftest import EXPLORED
from tests.model.deeds import all_deeds
from tests.model.explorer import Explorer, Found

Recorded = Callable[[str, object], None]

_EVERYWHERE = bool(os.environ.get("ONLINEALTER_MODEL_EVERYWHERE"))  # takes minutes
_EACH_SERVER = pytest.mark.parametrize("mariadb", [False, True], ids=["mysql", "mariadb"])


@cache
def _explored(*, mariadb: bool) -> tuple[Explorer, Found]:
    explorer = Explorer(mariadb=mariadb)
    return explorer, explorer.explore()


@_EACH_SERVER
def test_killed_and_cut_off_anywhere(mariadb: bool, record_property: Recorded) -> None:
    _judge(_explored(mariadb=mariadb)[1], "killed and cut off anywhere", record_property)


@_EACH_SERVER
@pytest.mark.parametrize("deed", all_deeds())
def test_a_deed_of_somebody_else_anywhere(mariadb: bool, deed: str, record_property: Recorded) -> None:
    _judge(_explored(mariadb=mariadb)[0].explore_deed(deed, everywhere=_EVERYWHERE), deed, record_property)


def _judge(found: Found, what: str, record: Recorded) -> None:
    record(EXPLORED, f"{what}: {found}")
    assert not found.faults, "\n".join(f"{fault}: {' > '.join(how)}" for fault, how in found.faults.items())
