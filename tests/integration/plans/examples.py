"""A table for each plan of plans/, and what an application does with it meanwhile."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from onlinealter.model.plan import Strategy
from onlinealter.planning.plan_file import read_plan_file
from tests.scenarios.scenario import Scenario, Writes

PLANS = Path(__file__).parents[3] / "plans"

_ROW = "10 * (1 + 2 * ({r} % 600) + {w})"  # a row that is there; each writer has its own half

_CUSTOMER = (
    "CREATE TABLE {table} (id INT NOT NULL AUTO_INCREMENT PRIMARY KEY, name VARCHAR(40) NOT NULL, city VARCHAR(40),"
    " KEY by_city (city))",
    "INSERT INTO {table} SELECT 10 * n + 10, CONCAT('customer ', n), IF(n % 5 = 0, NULL, CONCAT('city ', n % 40))"
    " FROM {numbers} WHERE n < 1200",
)
_CUSTOMER_WRITES = Writes(
    always=(
        ("INSERT INTO {table} VALUES (20000 + {n}, 'new', 'here')",),
        (f"UPDATE {{table}} SET name = CONCAT('renamed ', {{n}}) WHERE id = {_ROW}",),
        (f"DELETE FROM {{table}} WHERE id = {_ROW}",),
    ),
    new=(
        (
            "INSERT INTO {table} VALUES (60000 + {n}, REPEAT('x', 100), 'there')",
            "INSERT INTO {twin} VALUES (60000 + {n}, REPEAT('x', 30), 'there')",
            "UPDATE {table} SET name = REPEAT('x', 30) WHERE id = 60000 + {n}",
        ),
    ),
)

_PERSON = (
    "CREATE TABLE {table} (id INT NOT NULL PRIMARY KEY, full_name VARCHAR(100) NOT NULL, born DATE, KEY by_born (born))",
    "INSERT INTO {table} SELECT 10 * n + 10, CONCAT(IF(n % 9 = 0, 'Prince', CONCAT('Ada', n)), IF(n % 9 = 0, '',"
    " CONCAT(' van der Lovelace', n))), '2000-01-01' + INTERVAL n DAY FROM {numbers} WHERE n < 1200",
)
_PERSON_WRITES = Writes(
    always=((f"UPDATE {{table}} SET born = '1990-05-05' WHERE id = {_ROW}",), (f"DELETE FROM {{table}} WHERE id = {_ROW}",)),
    original=(
        ("INSERT INTO {table} VALUES (20000 + {n}, CONCAT('Grace Hopper', {n}), NULL)",),
        (f"UPDATE {{table}} SET full_name = CONCAT('Alan ', {{n}}, ' Turing') WHERE id = {_ROW}",),
    ),
    new=(
        (
            "INSERT INTO {table} VALUES (40000 + {n}, 'Edsger', CONCAT('W Dijkstra', {n}), NULL)",
            "INSERT INTO {twin} VALUES (40000 + {n}, CONCAT('Edsger W Dijkstra', {n}), NULL)",
        ),
        (
            f"UPDATE {{table}} SET first_name = 'Barbara', last_name = 'Liskov' WHERE id = {_ROW}",
            f"UPDATE {{twin}} SET full_name = 'Barbara Liskov' WHERE id = {_ROW}",
        ),
    ),
)
_PERSON_ALTER = (
    "ALTER TABLE {twin} ADD COLUMN first_name VARCHAR(100) NOT NULL DEFAULT '' AFTER id,"
    " ADD COLUMN last_name VARCHAR(100) NOT NULL DEFAULT '' AFTER first_name",
    # one space parts the first word from the others, of which there may be none
    "UPDATE {twin} SET first_name = LEFT(full_name, LOCATE(' ', CONCAT(full_name, ' ')) - 1),"
    " last_name = SUBSTRING(full_name, LOCATE(' ', CONCAT(full_name, ' ')) + 1)",
    "ALTER TABLE {twin} DROP COLUMN full_name",
)

_EVENT = (
    "CREATE TABLE {table} (id INT NOT NULL AUTO_INCREMENT PRIMARY KEY, kind ENUM('click','view') NOT NULL,"
    " at DATETIME(3) NOT NULL, payload JSON, KEY by_time (at))",
    "INSERT INTO {table} SELECT 10 * n + 10, IF(n % 3, 'click', 'view'), '2026-01-01' + INTERVAL n MINUTE,"
    " JSON_OBJECT('n', n) FROM {numbers} WHERE n < 1200",
)
_EVENT_WRITES = Writes(
    always=(
        ("INSERT INTO {table} VALUES (20000 + {n}, 'view', '2026-02-02 02:02:02.002', NULL)",),
        (f"UPDATE {{table}} SET kind = 'click', payload = JSON_OBJECT('n', {{n}}) WHERE id = {_ROW}",),
        ("UPDATE {table} SET id = id + 30000 WHERE id = 20000 + {n}",),
        (f"DELETE FROM {{table}} WHERE id = {_ROW}",),
    ),
)

_ARTICLE = (
    "CREATE TABLE {table} (id INT NOT NULL PRIMARY KEY, slug VARCHAR(60) NOT NULL, title VARCHAR(120), body TEXT,"
    " UNIQUE KEY by_slug (slug), KEY by_title (title)) DEFAULT CHARSET=latin1",
    "INSERT INTO {table} SELECT 10 * n + 10, CONCAT('slug-', n), IF(n % 7 = 0, NULL, CONCAT('\u00dcber Caf\u00e9 ', n)),"
    " REPEAT(CONCAT('\u00e4\u00f6\u00fc\u00df ', n), 20) FROM {numbers} WHERE n < 1200",
)
_ARTICLE_WRITES = Writes(
    always=(
        ("INSERT INTO {table} VALUES (20000 + {n}, CONCAT('new-', {n}), 'na\u00efve', 'cr\u00e8me br\u00fbl\u00e9e')",),
        (f"UPDATE {{table}} SET title = CONCAT('\u00e5ngstr\u00f6m ', {{n}}) WHERE id = {_ROW}",),
        (f"DELETE FROM {{table}} WHERE id = {_ROW}",),
    ),
)

_TABLES = {
    "widen-customer-name": (_CUSTOMER, _CUSTOMER_WRITES),
    "split-full-name": (_PERSON, _PERSON_WRITES),
    "big-primary-key": (_EVENT, _EVENT_WRITES),
    "latin1-to-utf8mb4": (_ARTICLE, _ARTICLE_WRITES),
}


def example(name: str) -> Scenario:
    """A plan of plans/ as it stands there, but for chunks small enough that a small table has many."""
    create, writes = _TABLES[name]
    plan = read_plan_file(PLANS / f"{name}.toml").plan
    settings = replace(plan.settings, strategy=Strategy.SHADOW, chunk_rows=40, max_chunk_rows=80)
    own = tuple(f"ALTER TABLE {{twin}} {alter}" for alter in plan.alter)
    return Scenario(
        name=f"plan {name}",
        plan=replace(plan, settings=settings),
        create=create,
        session=(),
        writes=writes,
        own_alter=_PERSON_ALTER if name == "split-full-name" else own,
        conflict=(),
        fix=(),
    )


def example_names() -> list[str]:
    """The plans that have a table here."""
    return list(_TABLES)
