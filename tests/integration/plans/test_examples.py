"""The example plans work: each lives an alteration's whole life on every server."""

from __future__ import annotations

import pytest

from tests.integration.plans.examples import PLANS, example, example_names
from tests.scenarios.life import live
from tests.servers import ServerPair


def test_every_example_is_run() -> None:
    """Whoever adds a plan adds a table for it."""
    assert sorted(example_names()) == sorted(path.stem for path in PLANS.glob("*.toml"))


@pytest.mark.parametrize("name", example_names())
def test_an_example_does_what_mysqls_own_alter_does(servers: ServerPair, name: str) -> None:
    """Begun, aborted, begun again, swapped, rolled back, swapped again, cleaned up, under writes."""
    with servers.schema(name) as schema:
        lived = live(example(name), schema)
    assert lived.seen.transactions > 0
