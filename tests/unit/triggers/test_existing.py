"""The application's triggers on their way, when their text comes from the journal."""

from __future__ import annotations

from dataclasses import replace

import pytest

from onlinealter.tables.existing_triggers import ExistingTrigger, SwappedTriggers
from onlinealter.tables.names import Names
from onlinealter.triggers.existing.statements import TriggerMove
from tests.unit.table_samples import MYSQL

_NAMES = Names("abcd2345", "orders")
_SEEN = ExistingTrigger(
    "seen", "BEFORE", "INSERT", "CREATE DEFINER=`app`@`%` TRIGGER `seen` BEFORE INSERT ON `orders` FOR EACH ROW",
    " SET @seen = 1", "app@%", "", "utf8mb4", "utf8mb4_general_ci", "utf8mb4_general_ci",
)  # fmt: skip
_HEADS = (
    _SEEN.head,
    "create definer = app@'%' trigger shop.seen\n before insert on `shop`.`orders` for each row",
    "CREATE TRIGGER seen BEFORE INSERT ON orders FOR EACH ROW",
)
_EVIL = "BEGIN CREATE USER intruder; END; -- "


def _carrying(*triggers: ExistingTrigger) -> TriggerMove:
    return TriggerMove("shop", _NAMES, MYSQL, SwappedTriggers(3, triggers))


def _created(trigger: ExistingTrigger) -> str:
    (statement,) = _carrying(trigger).create_originals("orders", of_new=True).values()
    return statement.sql


def _stand_in(trigger: ExistingTrigger) -> ExistingTrigger:
    """As the server would have it."""
    carrying = _carrying(trigger)
    name, statement = next(item for item in carrying.stand_ins("orders", of_new=True).items() if "_3_new_1" in item[0])
    head, _, body = statement.sql.partition(" FOR EACH ROW")
    return replace(trigger, name=name, head=head + " FOR EACH ROW", body=body)


@pytest.mark.parametrize("head", _HEADS)
def test_a_head_is_kept_as_it_was_written(head: str) -> None:
    """The server keeps the words, and shows them."""
    assert _created(replace(_SEEN, head=head)).startswith(head)


@pytest.mark.parametrize(
    "head",
    [
        f"CREATE TRIGGER x BEFORE INSERT ON payments FOR EACH ROW {_EVIL} BEFORE INSERT ON `orders` FOR EACH ROW",
        _SEEN.head.replace("orders", "payments"),
        _SEEN.head.replace("`app`@`%`", "`root`@`localhost`"),
        _SEEN.head.replace("BEFORE", "AFTER"),
        _SEEN.head.replace("`orders`", "`mysql`.`orders`"),
        f"{_EVIL}{_SEEN.head}",
        "",
    ],
)
def test_a_head_with_more_in_it_is_written_again(head: str) -> None:
    """By its parts, which are compared with the server's, and quoted."""
    assert _created(replace(_SEEN, head=head)).startswith(
        "CREATE DEFINER = `app`@`%` TRIGGER `seen` BEFORE INSERT ON `shop`.`orders` FOR EACH ROW PRECEDES"
    )


def test_a_name_stays_a_name() -> None:
    """It is the one part that no stand-in holds."""
    name = f"x` BEFORE INSERT ON payments FOR EACH ROW {_EVIL}"
    made = _created(replace(_SEEN, name=name, head=f"CREATE TRIGGER {name} BEFORE INSERT ON `orders` FOR EACH ROW"))
    assert made.startswith(f"CREATE DEFINER = `app`@`%` TRIGGER `{name.replace('`', '``')}` BEFORE INSERT ON")


def test_only_triggers_of_the_servers_text_go_on() -> None:
    """Themselves, or a stand-in of the whole body, definer and settings."""
    longer = replace(_SEEN, body=" BEGIN IF NEW.id = 1 THEN SET @a = 1; END IF; SET @seen = 1; END")
    assert _carrying(_SEEN).strange_among([_SEEN]) == []
    assert _carrying(_SEEN).strange_among([_stand_in(_SEEN)]) == []
    assert _carrying(longer).strange_among([_stand_in(longer)]) == []
    for forged in (
        replace(_SEEN, body=f" {_EVIL}"),
        replace(_SEEN, definer="root@localhost"),
        replace(_SEEN, sql_mode="ANSI_QUOTES"),
        replace(_SEEN, event="DELETE"),
    ):
        assert _carrying(forged).strange_among([_SEEN, _stand_in(_SEEN)]) == ["seen"]
    part = replace(longer, body="SET @a = 1; END IF; SET @seen = 1; END")
    assert _carrying(part).strange_among([_stand_in(longer)]) == ["seen"]
