"""CHECK constraints by name."""

from __future__ import annotations

import pytest

from onlinealter.tables.alter_clause import split_clauses
from onlinealter.tables.check_clauses import checks_of, numbers_on_copy, renumbered, with_check_names

_DEFINITION = """CREATE TABLE `task` (
  `id` int NOT NULL COMMENT 'CONSTRAINT `no` CHECK (1)',
  PRIMARY KEY (`id`),
  CONSTRAINT `high` CHECK ((`id` < 9)) /*!80016 NOT ENFORCED */,
  CONSTRAINT `task_chk_10` CHECK ((`id` > 0)),
  CONSTRAINT `task_chk_2` CHECK ((`id` <> 5))
) ENGINE=InnoDB"""


@pytest.mark.parametrize(
    ("alter", "translated"),
    [
        ("DROP CHECK high", "DROP CHECK `copy_chk_11`"),
        ("DROP CONSTRAINT `HIGH`", "DROP CHECK `copy_chk_11`"),
        ("DROP CHECK other", "DROP CHECK other"),
        ("ALTER CHECK high NOT ENFORCED", "ALTER CHECK `copy_chk_11` NOT ENFORCED"),
        ("ALTER CONSTRAINT high ENFORCED", "ALTER CHECK `copy_chk_11` ENFORCED"),
        ("ADD CONSTRAINT high CHECK (id < 8)", "ADD CHECK (id < 8)"),
        ("ADD z INT CONSTRAINT `high` CHECK (z > 0) COMMENT 'CONSTRAINT high CHECK'",
         "ADD z INT CHECK (z > 0) COMMENT 'CONSTRAINT high CHECK'"),
        ("ADD CONSTRAINT low CHECK (id > 1)", "ADD CONSTRAINT low CHECK (id > 1)"),
        ("ADD CONSTRAINT high UNIQUE (id)", "ADD CONSTRAINT high UNIQUE (id)"),
    ],
)  # fmt: skip
def test_a_clause_names_the_checks_as_the_copy_has_them(alter: str, translated: str) -> None:
    """And what comes under a name that the original still has comes without one."""
    assert with_check_names(split_clauses(alter)[0], {"high": "copy_chk_11"}, {"high"}).text == translated


def test_names_that_the_server_made_keep_their_numbers() -> None:
    """LIKE numbers them in the order of the definition, in which 10 comes before 2."""
    checks = checks_of(_DEFINITION)
    assert numbers_on_copy(checks, "task") == {"high": 11, "task_chk_10": 10, "task_chk_2": 2}
    assert renumbered(checks, "task", "copy") == {
        "copy_chk_11": "CHECK ((`id` < 9)) /*!80016 NOT ENFORCED */",
        "copy_chk_10": "CHECK ((`id` > 0))",
        "copy_chk_2": "CHECK ((`id` <> 5))",
    }


def test_a_copy_that_is_numbered_so_already_stays() -> None:
    """Nothing is to do where LIKE gives the right numbers."""
    only = "CREATE TABLE `task` (\n  CONSTRAINT `task_chk_1` CHECK ((`id` > 0)),\n  CONSTRAINT `z` CHECK ((`id` > 1))\n)"
    assert renumbered(checks_of(only), "task", "copy") == {}
