"""Which strategy a run takes, by what was found and what is asked for."""

from __future__ import annotations

from dataclasses import replace

import pytest

from onlinealter.model.plan import Plan, Rollback, Settings, Strategy
from onlinealter.planning.resolved_plan import ResolvedPlan
from onlinealter.planning.strategies import Decision, Found, Surroundings, Way, decide, needs_copy
from onlinealter.planning.strategy_text import back_in_words, cost_in_words, reason_in_words
from onlinealter.tables.changes import Change, Kind
from onlinealter.tables.table_keys import no_keys
from tests.unit.table_pair import BACK, FORWARD, KEY, NAMES, ORIGINAL, SHADOW
from tests.unit.table_samples import MYSQL

_ALONE = Surroundings(replicas=0, rows=1_000_000)
_COMMENT = Found(Way.METADATA, Way.METADATA, (Change(Kind.OPTION, "COMMENT"),), "COMMENT='old'")
_INDEX = Found(Way.NATIVE, Way.METADATA, (Change(Kind.ADD_INDEX, "name"),), "DROP INDEX `name`", "ADD INDEX name")
_COPIED = Found(Way.SHADOW, Way.SHADOW, (Change(Kind.MODIFY_COLUMN, "name"),), "", "MODIFY name")
_DROPPED = Found(Way.METADATA, Way.METADATA, (Change(Kind.DROP_COLUMN, "name", "`name` int"),), "ADD COLUMN `name` int")
_UNIQUE = Found(Way.NATIVE, Way.METADATA, (Change(Kind.ADD_INDEX, "name", unique=True),), "DROP INDEX `name`")


def _resolved(
    strategy: Strategy = Strategy.AUTO, alter: tuple[str, ...] = ("COMMENT = 'new'",), **more: object
) -> ResolvedPlan:
    settings = Settings(strategy=strategy, max_index_build=2.0)
    plan = replace(Plan("customer", alter, settings=settings), **more)  # type: ignore[arg-type]
    return ResolvedPlan(plan, NAMES, MYSQL, ORIGINAL, SHADOW, FORWARD, BACK, KEY, no_keys(NAMES))


@pytest.mark.parametrize(
    ("found", "around", "way"),
    [
        (_COMMENT, _ALONE, Way.METADATA),
        (_INDEX, _ALONE, Way.NATIVE),
        (_INDEX, replace(_ALONE, replicas=1), Way.SHADOW),
        (_INDEX, replace(_ALONE, replicas=1, rows=1000), Way.NATIVE),
        (_INDEX, replace(_ALONE, written_per_second=1000.0, most_kept=1_000_000), Way.SHADOW),
        (_INDEX, replace(_ALONE, written_per_second=10.0, most_kept=1_000_000), Way.NATIVE),
        (_COPIED, _ALONE, Way.SHADOW),
        (_DROPPED, _ALONE, Way.SHADOW),
        (_UNIQUE, _ALONE, Way.SHADOW),
        (replace(_COMMENT, shows=False), _ALONE, Way.SHADOW),
    ],
)
def test_auto_takes_the_cheapest_that_loses_nothing(found: Found, around: Surroundings, way: Way) -> None:
    """And says why where a cheaper one would have been possible."""
    decision = decide(_resolved(), found, around)
    assert (decision.way, decision.refused) == (way, "")
    assert bool(decision.why) == (way is Way.SHADOW)


@pytest.mark.parametrize(
    ("found", "strategy", "way"),
    [
        (_COMMENT, Strategy.METADATA, Way.METADATA),
        (_COMMENT, Strategy.NATIVE, Way.METADATA),
        (_COMMENT, Strategy.SHADOW, Way.SHADOW),
        (_INDEX, Strategy.NATIVE, Way.NATIVE),
        (_UNIQUE, Strategy.NATIVE, Way.NATIVE),
    ],
)
def test_what_is_asked_for_is_taken(found: Found, strategy: Strategy, way: Way) -> None:
    """However many replicas wait."""
    decision = decide(_resolved(strategy), found, replace(_ALONE, replicas=3))
    assert (decision.way, decision.refused) == (way, "")


@pytest.mark.parametrize(
    ("found", "strategy", "why"),
    [
        (_INDEX, Strategy.METADATA, "read the rows: ADD INDEX name"),
        (_COPIED, Strategy.METADATA, "write the rows again: MODIFY name"),
        (_COPIED, Strategy.NATIVE, "write the rows again: MODIFY name"),
        (_DROPPED, Strategy.METADATA, "no rollback"),
        (replace(_COMMENT, shows=False), Strategy.METADATA, "doesn't show"),
    ],
)
def test_what_cannot_be_is_refused_with_its_reason(found: Found, strategy: Strategy, why: str) -> None:
    """By the change that stands in its way."""
    assert why in decide(_resolved(strategy), found, _ALONE).refused


@pytest.mark.parametrize("strategy", [Strategy.AUTO, Strategy.METADATA])
def test_values_may_be_lost_where_the_way_back_is_given_up(strategy: Strategy) -> None:
    """The plan says so."""
    resolved = _resolved(strategy)
    settings = replace(resolved.plan.settings, rollback=Rollback.NONE)
    resolved = replace(resolved, plan=replace(resolved.plan, settings=settings))
    assert decide(resolved, _DROPPED, _ALONE) == Decision(Way.METADATA)


@pytest.mark.parametrize(
    ("resolved", "why"),
    [
        (_resolved(columns={"label": "name"}), "computes values"),
        (_resolved(where="id > 1"), "computes values"),
        (_resolved(alter=("COMMENT = 'a'", "COMMENT = 'b'")), ""),
        (_resolved(alter=("REMOVE PARTITIONING",)), "partitions"),
        (_resolved(alter=("ADD FOREIGN KEY (id) REFERENCES parent (id)",)), "foreign keys"),
        (_resolved(), ""),
    ],
)
def test_what_no_alter_of_the_server_can_do_needs_a_copy(resolved: ResolvedPlan, why: str) -> None:
    """Whatever the strategy is."""
    assert why in needs_copy(resolved)
    assert bool(needs_copy(resolved)) == bool(why)
    assert decide(replace(resolved), _COMMENT, _ALONE).way is (Way.SHADOW if why else Way.METADATA)


def test_a_strategy_in_words() -> None:
    """Which, why, at what cost, and how back."""
    assert reason_in_words(_INDEX, Decision(Way.NATIVE)).endswith("(metadata alone: not for ADD INDEX name)")
    assert cost_in_words(_INDEX, Decision(Way.NATIVE), _ALONE) == "about 4 s of index build, on each replica again"
    assert cost_in_words(_COMMENT, Decision(Way.METADATA), _ALONE) == "no row is read or written"
    assert back_in_words(_INDEX) == "rollback is metadata: DROP INDEX `name`"
    assert "needs a copy of the rows" in back_in_words(replace(_COMMENT, back=Way.SHADOW))
