"""Every number that was found by trying rather than promised: how a run shares a server with an application.

Times are seconds. What a user decides is a setting of the plan (``model/plan.py``), not a number here.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Manner:
    """How the work continues at one level of load.

    ``chunk_share``: of the plan's time for a chunk. ``rest_share``: of the time that a chunk took, to rest after it.
    """

    chunk_share: float
    rest_share: float


@dataclass(frozen=True)
class Range:
    """A level begins at ``high`` and ends below ``low``, so that it doesn't change with each sample."""

    low: float
    high: float


@dataclass(frozen=True)
class Heuristics:
    """One value, which a test may replace in part."""

    # How busy a server is: threads of the application at work for each CPU, in a running mean.
    between_samples: float = 0.5
    sample_weight: float = 0.3  # of the newest sample in the mean
    unknown_processors: int = 2  # of a server that doesn't tell
    light: Range = Range(0.1, 0.25)
    busy: Range = Range(0.5, 0.75)
    crowded: Range = Range(1.0, 1.5)

    # What follows from it. A chunk takes something whatever its rows (two ways to the server, a COMMIT that waits for the
    # disk): the shorter it is, the longer the whole, and the shorter others wait behind it. Beside a light application a
    # quarter of the time is what both come out well by; where all wait for a CPU less costs more than it brings.
    when_idle: Manner = Manner(chunk_share=1.0, rest_share=0.0)
    when_light: Manner = Manner(chunk_share=0.25, rest_share=0.25)
    when_busy: Manner = Manner(chunk_share=0.1, rest_share=0.6)
    when_crowded: Manner = Manner(chunk_share=0.4, rest_share=0.6)
    longest_rest: float = 2.0

    # How many workers an idle server gains by; and beside an application as many as CPUs are free, but for some.
    first_workers: int = 2
    processors_left: int = 1
    trial: float = 1.5  # so long a number of workers is looked at
    gain: float = 1.1  # times the rows, for one worker more
    next_trial: float = 20.0  # after one that gained nothing
    turn: float = 0.05  # between looks for a place among those at work
    alone: float = 0.5  # at most, that the first worker does the first chunk by itself

    # How many rows a chunk has.
    growth: float = 1.5
    growth_after_a_wait: float = 1.1  # until the size at which somebody waited is reached again
    rate_weight: float = 0.5  # of the newest chunk in the running rate
    other_size: float = 1.25  # two chunks of which one has so many times the other's rows tell what one without rows takes
    latest_chunks: int = 20  # of which the quickest tells how long these few take at least
    fewest_rows: int = 200  # beside an application, if they take no longer than the plan allows
    verify_first_rows: int = 2_000
    verify_most_rows: int = 100_000
    verify_chunk: float = 0.5

    # Rows that somebody else has locked.
    tries_in_place: int = 10
    postponed: float = 0.75  # until a contended key range is looked at again
    back_off: float = 0.01  # at most, after a lock that was not to be had
    few_rows: int = 100  # of a locked chunk of which it is asked whether the shadow has them
    tries_of_a_row: int = 20
    between_tries_of_a_row: float = 0.01
    tries_of_spoilt: int = 200  # the guard looks after triggers that were spoilt (decision 15)
    between_tries_of_spoilt: float = 0.1
    nothing_to_take: float = 0.02  # until a worker without a key range looks again
    longest_way_round: int = 64  # chunks that are copied with a look, after some that met rows already there

    # The gate, and the guard beside the work.
    gate_glance: float = 0.1
    between_guard_looks: float = 2.0

    # Indexes: there from the start, or built after the copy (decision 13).
    indexed_rows_per_second: int = 250_000  # of one index; the prototype's build, rounded down
    small_build: float = 1.0  # beside an application that writes, indexes of shorter builds are there from the start
    most_writes: int = 3_000  # during a build; they are added in some tenths of a second on a busy server
    note_bytes: int = 400  # that the server may keep of a written row for each index, rather too many
    look_at_writes: float = 0.25  # at least, to see how much is written
    recent_writes: float = 60.0  # what was written before may have been by another application
    look_at_threads: float = 2.5  # to see whether the application leaves CPUs free
    most_taken: float = 0.75  # of the CPUs by the application's threads; its own programs may need some there too
    share_of_memory: float = 0.25  # of the buffer pool that indexes may need which rows are put into in no order
    most_builds: int = 10


HEURISTICS = Heuristics()
