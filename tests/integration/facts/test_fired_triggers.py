"""A trigger that somebody makes while rows are copied."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from onlinealter.engine import watch
from onlinealter.load.heuristics import HEURISTICS
from onlinealter.model.errors import Changed
from onlinealter.model.events import Paused
from onlinealter.model.states import Phase
from tests.integration.engine.alterations import make_customers, objects, run, widen
from tests.integration.faults.deeds import Reacting, is_widened
from tests.servers import Schema


def test_the_copy_never_fires_a_trigger_of_the_application(
    place: Schema, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """MariaDB, where a touch copies: it is named, nothing of it is left, and the same command copies in another way."""
    monkeypatch.setattr(watch, "HEURISTICS", replace(HEURISTICS, between_guard_looks=0.1))
    make_customers(place, 300)
    pause = tmp_path / "pause"
    pause.touch()
    target = place.target("customers", widen(pause_file=str(pause), max_pause=60.0))
    run(target, [Phase.PREPARE])
    with place.connect() as connection:
        before = connection.rows("SELECT id, name, amount, changed FROM customers ORDER BY id")
        connection.execute("CREATE TABLE seen (id INT) ENGINE=InnoDB")

        def make_theirs() -> None:
            connection.execute(
                "CREATE TRIGGER theirs BEFORE UPDATE ON customers FOR EACH ROW BEGIN"
                " SET NEW.amount = -1; INSERT INTO seen VALUES (NEW.id); END"
            )
            pause.unlink()

        recorder = Reacting({Paused: make_theirs})
        if place.kind.is_mariadb:
            with pytest.raises(Changed, match="trigger theirs on customers"):
                run(target, [Phase.EXECUTE], recorder)
        else:
            run(target, [Phase.EXECUTE], recorder)
        status = run(target, [Phase.EXECUTE, Phase.VERIFY, Phase.CUTOVER, Phase.CLEANUP])
        assert status.state == "done"
        assert is_widened(connection)
        assert connection.rows("SELECT id, name, amount, changed FROM customers ORDER BY id") == before
        assert connection.rows("SELECT * FROM seen") == []
        assert objects(connection, place)[1] == {"theirs"}
