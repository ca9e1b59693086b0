"""How far a plan and a chunk walk through the code: no farther than now."""

from __future__ import annotations

from tests.architecture.walks import walk
from tests.servers import Schema

# 211 stops in 62 rooms with 43 climbs on MySQL, 225, 62 and 47 on MariaDB; a run that waits for a lock makes some more.
# The figures may fall, and these with them.
MOST_STOPS, MOST_ROOMS, MOST_CLIMBS = 240, 70, 52
MOST_HOPS, MOST_OBJECTS, MOST_CLIMBS_OF_A_CHUNK = 117, 36, 9  # on MariaDB


def test_a_plan_and_a_chunk_walk_no_farther_than_now(schema: Schema) -> None:
    """Who adds a detour takes another one out."""
    walks = walk(schema)
    hops, objects = walks.chunk
    assert len(walks.plan) <= MOST_STOPS, walks.figures()
    assert len(walks.rooms) <= MOST_ROOMS, walks.figures()
    assert len(walks.climbs) <= MOST_CLIMBS, walks.figures()
    assert len(hops) <= MOST_HOPS, walks.figures()
    assert len(objects) <= MOST_OBJECTS, walks.figures()
    assert sum(call.climbs for call in hops) <= MOST_CLIMBS_OF_A_CHUNK, walks.figures()
