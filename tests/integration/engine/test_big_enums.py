"""Thousands of members cost seconds, not minutes: what is asked and compared grows with them, not with their square."""

from __future__ import annotations

import time

import pytest

from onlinealter.model.errors import Different
from onlinealter.model.plan import Plan
from onlinealter.model.states import Phase
from tests.integration.engine.alterations import TO_CUTOVER, run, settings, shadow_of
from tests.servers import Schema

_MEMBERS, _ROWS = 2_500, 1_500
_NAMES = ", ".join(f"'sort {number}'" for number in range(_MEMBERS))
_NUMBERS = ", ".join(f"({number * 7 % _MEMBERS + 1})" for number in range(_ROWS))
_LONGEST = 10.0  # seconds of CPU time of this process, which needs about one; looking each member up took minutes


def test_an_enum_of_thousands_of_members_is_altered_quickly_and_compared_by_its_texts(schema: Schema) -> None:
    """All members move one place on; a row that then holds the neighbour is seen."""
    with schema.connect() as connection:
        connection.execute(f"CREATE TABLE parts (id INT AUTO_INCREMENT PRIMARY KEY, kind ENUM({_NAMES}) NOT NULL)")
        connection.execute(f"INSERT INTO parts (kind) VALUES {_NUMBERS}")
        before = connection.value(
            "SELECT GROUP_CONCAT(kind ORDER BY id SEPARATOR '') LIKE 'sort 0sort 7sort 14%' FROM parts"
        )
        plan = Plan("parts", (f"MODIFY kind ENUM('new', {_NAMES}) NOT NULL",), settings=settings(chunk_rows=500))
        target, began = schema.target("parts", plan), time.process_time()
        run(target, [Phase.PREPARE, Phase.EXECUTE])
        shadow = shadow_of(connection, schema)
        connection.execute(f"UPDATE {shadow} SET kind = kind + 1 WHERE id = 9")
        with pytest.raises(Different, match="1 row of parts differ: id=9"):
            run(target, [Phase.VERIFY])
        connection.execute(f"UPDATE {shadow} SET kind = kind - 1 WHERE id = 9")
        run(target, [Phase.VERIFY, Phase.CUTOVER])
        assert time.process_time() - began < _LONGEST
        after = connection.value("SELECT GROUP_CONCAT(kind ORDER BY id SEPARATOR '') LIKE 'sort 0sort 7sort 14%' FROM parts")
        assert before == after == 1


def test_an_enum_of_thousands_of_members_may_be_the_copy_key(schema: Schema) -> None:
    """Its ranges are asked for by numbers."""
    with schema.connect() as connection:
        connection.execute(f"CREATE TABLE parts (kind ENUM({_NAMES}) NOT NULL, n INT NOT NULL, PRIMARY KEY (kind, n))")
        connection.execute(f"INSERT INTO parts (kind, n) VALUES {_NUMBERS.replace(')', ', 1)')}")
        plan = Plan("parts", ("ADD COLUMN note VARCHAR(9) DEFAULT 'none'",), settings=settings(chunk_rows=300))
        run(schema.target("parts", plan), TO_CUTOVER)
        assert connection.value("SELECT COUNT(*) FROM parts WHERE note = 'none'") == _ROWS
