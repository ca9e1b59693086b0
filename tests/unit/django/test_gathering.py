"""Django's statements for one table, as one."""

from __future__ import annotations

from onlinealter.django.statements import Gathering, count_up_to


def _gathered(*statements: str, added: dict[str, str] | None = None) -> Gathering:
    found = Gathering(added or {}, {})
    for each in statements:
        found.take(each)
    return found


def test_of_a_columns_definitions_the_last_counts() -> None:
    """Each says all that the column is to be; the server takes but one."""
    found = _gathered(
        "ALTER TABLE `t` MODIFY `a` varchar(200) NULL",
        "CREATE INDEX `i` ON `t` (`a`)",
        "ALTER TABLE `t` MODIFY `a` varchar(200) NOT NULL",
    )
    assert found.statements == ["ALTER TABLE `t` MODIFY `a` varchar(200) NOT NULL", "CREATE INDEX `i` ON `t` (`a`)"]
    assert found.apart == set()


def test_a_renamed_column_that_is_defined_too_is_a_change() -> None:
    """As the server writes it in one clause; what fills it reads the old name."""
    found = _gathered(
        "ALTER TABLE `t` RENAME COLUMN `a` TO `b`",
        "ALTER TABLE `t` MODIFY `b` int NULL",
        "UPDATE `t` SET `b` = 7 WHERE `b` IS NULL",
        "ALTER TABLE `t` MODIFY `b` int NOT NULL",
    )
    assert found.statements == ["ALTER TABLE `t` CHANGE `a` `b` int NOT NULL"]
    assert (found.columns, found.reverse, found.apart) == ({"b": "COALESCE(`a`, 7)"}, {"a": "`b`"}, set())


def test_it_may_be_defined_before_it_is_renamed() -> None:
    """As it is on the way back."""
    define, rename = "ALTER TABLE `t` MODIFY `b` int NOT NULL", "ALTER TABLE `t` RENAME COLUMN `b` TO `a`"
    assert _gathered(define, "DROP INDEX `i` ON `t`", rename).statements == [
        "ALTER TABLE `t` CHANGE `b` `a` int NOT NULL",
        "DROP INDEX `i` ON `t`",
    ]
    twice = _gathered(rename, "ALTER TABLE `t` RENAME COLUMN `a` TO `c`")
    assert twice.statements == ["ALTER TABLE `t` RENAME COLUMN `b` TO `c`"]


def test_what_new_columns_have_is_taken_along() -> None:
    """With backquotes inside names, and line ends inside values."""
    found = _gathered("ALTER TABLE `t` ADD COLUMN `n` int NOT NULL", "UPDATE `t` SET `x``y` = 'a\nb' WHERE `x``y` IS NULL",
                      added={"n": "1"})  # fmt: skip
    assert found.columns == {"n": "1", "x`y": "COALESCE(`x``y`, 'a\nb')"}


def test_a_column_that_needs_several_steps_is_named() -> None:
    """The server would refuse them in one statement, in words that don't help."""
    twice = ("ALTER TABLE `t` MODIFY `a` int NOT NULL", "ALTER TABLE `t` ALTER COLUMN `a` SET DEFAULT 1")
    assert _gathered(*twice).apart == {"a"}
    assert _gathered("ALTER TABLE `t` ADD COLUMN `a` int", twice[0]).apart == {"a"}
    fill = ("UPDATE `t` SET `a` = 7 WHERE `a` IS NULL", "ALTER TABLE `t` RENAME COLUMN `a` TO `b`")
    assert _gathered(*fill).apart == {"a"}


def test_a_default_is_part_of_the_definition_that_comes_after_it() -> None:
    """As where NULLs are filled with a default that stays."""
    default, define = "ALTER TABLE `t` ALTER COLUMN `a` SET DEFAULT 1", "ALTER TABLE `t` MODIFY `a` int DEFAULT 1 NOT NULL"
    assert (_gathered(default).statements, _gathered(default).apart) == ([default], set())
    for given in ((default, define), (define, default, define)):
        assert (_gathered(*given).statements, _gathered(*given).apart) == ([define], set())
    assert _gathered(default, "ALTER TABLE `t` RENAME COLUMN `a` TO `b`").apart == {"a"}


def test_rows_are_counted_as_far_as_it_matters() -> None:
    """A big table isn't read to its end."""
    assert count_up_to("`t`", 10) == "SELECT COUNT(*) FROM (SELECT 1 FROM `t` LIMIT 10) AS counted"
