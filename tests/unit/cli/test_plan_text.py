"""A plan's statements as text."""

from __future__ import annotations

from onlinealter.cli.plan_text import HEADER, plan_as_sql, plan_as_values
from onlinealter.model.states import Phase
from onlinealter.sql.statement import Statement

_PLANNED = (
    (
        Phase.PREPARE,
        (
            Statement("create the\nshadow", "CREATE TABLE `s` LIKE `t`;", ("t",)),
            Statement("follow inserts", "CREATE TRIGGER x BEGIN SELECT 1; END", ("t",)),
            Statement("odd", "SELECT '$$;'"),
        ),
    ),
    (Phase.EXECUTE, ()),
    (Phase.CUTOVER, (Statement("swap", "RENAME TABLE `t` TO `r`, `s` TO `t`", ("t", "s")),)),
)


def test_a_plan_is_sql_that_the_mysql_client_can_run() -> None:
    """Each statement with its phase and purpose; bodies have a delimiter that they don't hold."""
    assert (
        plan_as_sql(_PLANNED)
        == HEADER
        + """

-- prepare: create the shadow
CREATE TABLE `s` LIKE `t`;

-- prepare: follow inserts
DELIMITER $$
CREATE TRIGGER x BEGIN SELECT 1; END$$
DELIMITER ;

-- prepare: odd
DELIMITER //
SELECT '$$;'//
DELIMITER ;

-- cutover: swap
RENAME TABLE `t` TO `r`, `s` TO `t`;"""
    )


def test_a_plan_for_programs_has_the_same_statements() -> None:
    assert [(each["phase"], each["sql"]) for each in plan_as_values(_PLANNED)] == [
        (phase, each.sql) for phase, statements in _PLANNED for each in statements
    ]
    assert plan_as_values(_PLANNED)[-1] == {
        "phase": "cutover",
        "purpose": "swap",
        "sql": "RENAME TABLE `t` TO `r`, `s` TO `t`",
        "tables": ["t", "s"],
    }


def test_a_plan_with_nothing_to_do_says_so() -> None:
    """As a comment."""
    assert plan_as_sql(()) == "-- nothing to do: the table already has this definition"
    assert plan_as_values(()) == []
