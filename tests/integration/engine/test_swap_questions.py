"""Who is asked before a swap and before a swap back, by which facts, and how a run ends that was rolled back."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from onlinealter.engine.alteration import advance, read_status
from onlinealter.engine.stop import StopFlag
from onlinealter.engine.target import Choices
from onlinealter.model.errors import Interrupted
from onlinealter.model.outlook import SwapOutlook
from onlinealter.model.plan import Plan, Strategy
from onlinealter.model.states import Phase
from tests.integration.engine.alterations import JOURNAL, TO_VERIFY, Recorder, make_customers, objects, run, settings
from tests.servers import Schema


class _Person:
    """Answers, and keeps what he was told."""

    def __init__(self, answer: bool) -> None:
        self._answer = answer
        self.told: list[SwapOutlook] = []

    def __call__(self, look: Callable[[], SwapOutlook]) -> bool:
        self.told.append(look())
        return self._answer


@pytest.mark.parametrize("strategy", [Strategy.SHADOW, Strategy.METADATA])
def test_both_swaps_are_asked_for_and_cleanup_ends_what_was_rolled_back(schema: Schema, strategy: Strategy) -> None:
    """No means no, for the swap back too; afterwards `cleanup` does what everybody expects, as often as it is called."""
    make_customers(schema, 20)
    plan = Plan("customers", ("ADD COLUMN points INT",), settings=settings(strategy=strategy, lock_wait=0.5))
    target, refusing, agreeing = schema.target("customers", plan), _Person(answer=False), _Person(answer=True)
    run(target, TO_VERIFY)
    with pytest.raises(Interrupted, match="not swapped: the question"):
        run(target, [Phase.CUTOVER], choices=Choices(refusing))
    assert read_status(target)[-1].state == "verified"
    assert not read_status(target)[-1].failure
    assert run(target, [Phase.CUTOVER], choices=Choices(agreeing)).state == "swapped"
    with pytest.raises(Interrupted, match="not swapped back: the question"):
        run(target, [Phase.ROLLBACK], choices=Choices(refusing))
    assert read_status(target)[-1].following == "online-alter cleanup (or rollback)"
    assert run(target, [Phase.ROLLBACK], choices=Choices(agreeing)).following == "online-alter cleanup (or verify)"
    for person in (refusing, agreeing):
        assert [(each.back, each.longest_wait, each.rollback) for each in person.told] == [
            (False, 0.5, True),
            (True, 0.5, True),
        ]
        assert {each.statement for each in person.told} == {"RENAME" if strategy is Strategy.SHADOW else "ALTER"}
        assert [each.unknown for one in person.told for each in one.replicas] == ["", ""]
    assert run(target, [Phase.CLEANUP]).state == "aborted"
    assert advance(target, [Phase.CLEANUP], Recorder(), StopFlag(), Choices()) is None
    with schema.connect() as connection:
        assert objects(connection, schema) == ({"customers", *JOURNAL}, set())
        assert [str(row[0]) for row in connection.rows("SHOW COLUMNS FROM customers")][-1] != "points"


def test_the_question_names_transactions_older_than_the_copy(schema: Schema) -> None:
    """The swap would wait for them."""
    make_customers(schema, 20)
    plan = Plan("customers", ("ADD COLUMN points INT",), settings=settings())
    target, person = schema.target("customers", plan), _Person(answer=False)
    run(target, [Phase.PREPARE])
    with schema.connect() as reader:
        reader.execute("START TRANSACTION WITH CONSISTENT SNAPSHOT")
        reader.rows("SELECT COUNT(*) FROM information_schema.innodb_trx")
        run(target, [Phase.EXECUTE, Phase.VERIFY])
        with schema.connect() as connection:  # its age is told in whole seconds
            connection.execute("UPDATE _oa_run SET copied_at = copied_at + INTERVAL 1 SECOND")
            connection.execute("DO SLEEP(2)")
        with pytest.raises(Interrupted):
            run(target, [Phase.CUTOVER], choices=Choices(person))
        older = person.told[0].older
        assert older is not None
        assert reader.id in [each.connection for each in older]
