"""Which secondary indexes can wait."""

from __future__ import annotations

from onlinealter.tables.facts import TableFacts
from onlinealter.tables.indexes import DeferredIndex, deferrable
from tests.unit.table_samples import column, index, key_of, mapped, table

COLUMNS = [
    column("id", "int", extra="auto_increment"),
    column("email", "varchar(100)"),
    column("body", "text"),
    column("made_at", "datetime"),
    column("place", "point"),
]
CREATE = """CREATE TABLE `customer` (
  `id` int NOT NULL AUTO_INCREMENT,
  `email` varchar(100) NOT NULL COMMENT 'KEY `email` (`email`)',
  `body` text NOT NULL,
  `made_at` datetime NOT NULL,
  `place` point NOT NULL,
  PRIMARY KEY (`id`),
{keys}
) ENGINE=InnoDB"""


def deferred(keys: dict[str, str], *others: str) -> list[DeferredIndex]:
    """What is put off of a table whose SHOW CREATE TABLE has these lines; ``others`` are its indexes, in that order."""
    lines = ",\n".join(f"  {line}" for line in keys.values())
    indexes = [index("PRIMARY", "id")]
    for name in others:
        line = keys[name]
        method = next((kind for kind in ("FULLTEXT", "SPATIAL") if line.startswith(kind)), "BTREE")
        first = line.split("(`")[1].split("`")[0]
        indexes.append(index(name, first, unique=line.startswith("UNIQUE"), method=method))
    facts: TableFacts = table("customer", COLUMNS, indexes, CREATE.format(keys=lines))
    forward, _ = mapped(facts, facts)
    return list(deferrable(facts, key_of(facts, facts, forward)))


def test_plain_indexes_wait_with_their_own_text() -> None:
    """As the server writes them down, prefixes, directions and comments included."""
    keys = {
        "email": "KEY `email` (`email`(10) DESC) COMMENT 'a, b'",
        "made``at": "KEY `made``at` (`made_at`) /*!80000 INVISIBLE */",
    }
    assert deferred({"email": keys["email"], "made`at": keys["made``at"]}, "email", "made`at") == [
        DeferredIndex("email", keys["email"]),
        DeferredIndex("made`at", keys["made``at"]),
    ]


def test_a_unique_index_does_not_wait() -> None:
    """A duplicate has to show at once."""
    keys = {"email": "UNIQUE KEY `email` (`email`)", "made_at": "KEY `made_at` (`made_at`)"}
    assert [each.name for each in deferred(keys, "email", "made_at")] == ["made_at"]


def test_an_index_before_one_that_stays_keeps_its_place() -> None:
    """Built later, it would stand behind, and the definition would not be that of the server's own ALTER."""
    keys = {
        "email": "KEY `email` (`email`)",
        "place": "SPATIAL KEY `place` (`place`)",
        "made_at": "KEY `made_at` (`made_at`)",
    }
    assert [each.name for each in deferred(keys, "email", "place", "made_at")] == ["made_at"]


def test_a_full_text_index_neither_waits_nor_holds_others() -> None:
    """The server lists it last, whenever it was made."""
    keys = {"made_at": "KEY `made_at` (`made_at`)", "body": "FULLTEXT KEY `body` (`body`)"}
    assert [each.name for each in deferred(keys, "made_at", "body")] == ["made_at"]


def test_what_auto_increment_leans_on_does_not_wait() -> None:
    """Unless another index begins with the same column, as the primary key does here."""
    keys = {"also_id": "KEY `also_id` (`id`)"}
    assert [each.name for each in deferred(keys, "also_id")] == ["also_id"]
    alone = table(
        "customer",
        COLUMNS,
        [index("PRIMARY", "email"), index("counted", "id")],
        CREATE.format(keys="  KEY `counted` (`id`)").replace("PRIMARY KEY (`id`)", "PRIMARY KEY (`email`)"),
    )
    forward, _ = mapped(alone, alone)
    assert deferrable(alone, key_of(alone, alone, forward)) == ()
