"""The selected scenarios on every server; ``make scenarios`` runs all of them."""

from __future__ import annotations

import pytest

from tests.scenarios.life import live
from tests.scenarios.scenario import Scenario, all_scenarios
from tests.seeds import SEED
from tests.servers import ServerPair, chosen_kinds

SELECTED = [scenario for scenario in all_scenarios() if scenario.expectation.selected]
PAIRS = [(kind, scenario) for kind in chosen_kinds() for scenario in SELECTED if scenario.applies_to(kind)]


@pytest.mark.parametrize(
    "counts_deadlocks", [False, pytest.param(True, marks=pytest.mark.statistical)], ids=["", "rate of deadlocks"]
)
@pytest.mark.parametrize(
    ("servers", "scenario"),
    PAIRS,
    indirect=["servers"],
    ids=[f"{scenario.name}-{kind}" for kind, scenario in PAIRS],
    scope="session",
)
def test_the_scenario_lives_its_whole_life(servers: ServerPair, scenario: Scenario, counts_deadlocks: bool) -> None:
    """Nothing is left after an abort, nothing is lost in a rollback, and the end is what MySQL's own ALTER makes of it."""
    with servers.schema(scenario.name) as schema:
        live(scenario, schema, SEED, counts_deadlocks=counts_deadlocks)
