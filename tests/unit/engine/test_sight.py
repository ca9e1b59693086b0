"""Guards that the account no longer lets look: nobody is no answer then."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest

from onlinealter.engine.phases import cutover
from onlinealter.engine.prepared_xa import wait_for_prepared_xa
from onlinealter.engine.sight import may_not_look
from onlinealter.model.errors import Refused, ServerError
from onlinealter.model.plan import Plan
from onlinealter.mysql import error_numbers
from onlinealter.mysql.connection import Account
from onlinealter.mysql.waits import Waits

_CONNECTION: Any = SimpleNamespace(account=Account("db", 3306, "clerk"), value=lambda _: "clerk@%")


def _refuse(look: object) -> Refused:
    if look is may_not_look:
        return may_not_look(_CONNECTION)
    raise ServerError(error_numbers.SPECIFIC_ACCESS_DENIED, "you need PROCESS")


@pytest.mark.parametrize("guard", [wait_for_prepared_xa, cutover._wait_for_old_transactions])
def test_without_process_a_guard_ends_the_run(guard: Callable[[Any], None]) -> None:
    """In mid-run: none begins without it."""
    run = SimpleNamespace(
        resolved=SimpleNamespace(
            plan=Plan("t", ()), schema="s", names=SimpleNamespace(original="t", shadow="n", retired="o")
        ),
        shard=SimpleNamespace(waits=Waits(), server=None, primary=Account("db", 3306, "clerk")),
        journal=SimpleNamespace(ask=_refuse, seconds_since_copy=lambda: 1.0),
    )
    with pytest.raises(Refused, match="may not see the transactions of") as refused:
        guard(run)
    assert "GRANT PROCESS ON *.* TO 'clerk'@'%';" in refused.value.remedy
