"""Kill it anywhere."""

from tests.guards.guard import Guard

_DEEDS = "tests/integration/faults/test_deeds_of_others.py"
_LOST = "tests/integration/faults/test_lost_connections.py"
_ENDED = "tests/integration/faults/test_ended_processes.py"

GUARDS = (
    Guard(
        4,
        "the intention is in the ledger before a trigger is made",
        "engine/making.py",
        "        run.journal.intend(TRIGGER, name)\n",
        "        pass\n",
        f"{_ENDED}::test_what_was_made_and_not_yet_noted_is_found_again",
    ),
    Guard(
        4,
        "a chunk and its line in the journal are one transaction",
        "copying/statements.py",
        '        "BEGIN",\n        copy_segment(',
        "        copy_segment(",
        "tests/integration/engine/test_row_locks.py::test_a_chunks_rows_and_its_line_in_the_journal_come_together",
    ),
    Guard(
        4,
        "what a lost connection left running is ended before its work is done again",
        "mysql/steady.py",
        "                end_connection(self._connection, self._lost[0])\n",
        "                pass\n",
        f"{_LOST}::test_a_lost_connections_statement_is_ended_before_the_next_one",
    ),
    Guard(
        4,
        "a row that is noted by itself outlives the loss of its connection",
        "copying/copier.py",
        "        except ConnectionLost:\n            worker.drop()\n",
        "        except ZeroDivisionError:\n            worker.drop()\n",
        f"{_LOST}::test_a_connection_lost_while_a_single_row_is_noted",
    ),
    Guard(
        4,
        "what is left and not in the ledger is named, and not passed over",
        "engine/phases/cleanup.py",
        "    if left:",
        "    if False:",
        f"{_DEEDS}::test_a_ledger_that_was_emptied_is_noticed_by_abort",
    ),
    Guard(
        4,
        "no run begins beside what another left whose journal is gone",
        "engine/survey.py",
        "check_table(given) if run else [*check_table(given), *leftovers.check(given)]",
        "check_table(given)",
        f"{_DEEDS}::test_a_journal_row_that_was_removed_stops_the_copy",
    ),
    Guard(
        4,
        "each new connection is refused where it leads to another server",
        "engine/shard.py",
        "    if found.identity != identity:",
        "    if False:",
        f"{_DEEDS}::test_another_server_at_the_address_stops_the_run",
    ),
    Guard(
        4,
        "a primary that becomes read-only stops the copy, on connections that live on too",
        "engine/shard.py",
        "    if found.read_only:",
        "    if False:",
        f"{_DEEDS}::test_a_primary_that_becomes_read_only_stops_the_copy",
    ),
    Guard(
        4,
        "no definition is changed on a server that was made a replica meanwhile",
        "mysql/door.py",
        "                self._check_writable()\n",
        "",
        f"{_DEEDS}::test_a_primary_that_becomes_read_only_while_the_swap_waits",
    ),
    Guard(
        4,
        "a run is found again by its id, whatever the clock says",
        "engine/opening.py",
        "next(run for run in read_runs(connection, target.schema, target.table) if run.id == draft.names.run)",
        "read_runs(connection, target.schema, target.table)[-1]",
        "tests/integration/faults/test_clocks.py::test_a_clock_that_was_set_back_between_two_runs",
    ),
    Guard(
        4,
        "one process owns a table's run; a second one is refused",
        "engine/ownership.py",
        "        if time.monotonic() > deadline:\n            raise _owned(",
        "        if time.monotonic() > deadline:\n            return\n            raise _owned(",
        "tests/integration/engine/test_surprises.py::test_a_second_process_is_refused_with_the_owners_name",
    ),
    Guard(
        4,
        "an index that was built before an end in the middle isn't asked for again",
        "engine/index_build.py",
        "left, overflowed = _left(run, wanted), False",
        "left, overflowed = wanted, False",
        "tests/integration/engine/test_index_build.py::test_a_build_of_one_index_that_overflows_says_what_to_set",
    ),
    Guard(
        4,
        "on MariaDB a swap that somebody kills leaves a table that can be used",
        "engine/exchange.py",
        "    if not draft.bares_the_original or carrying.triggers:",
        "    if True:",
        "tests/integration/faults/test_killed_swaps.py::test_a_swap_that_somebody_kills_breaks_nothing",
    ),
    Guard(
        4,
        "a swap that was ended after the triggers were taken off is not tried again",
        "engine/exchange.py",
        "    if not wrong:\n        return\n    if to is Side.NEW:",
        "    if wrong is not None:\n        return\n    if to is Side.NEW:",
        "tests/integration/faults/test_killed_swaps.py::test_a_swap_ended_without_its_triggers_is_not_tried_again",
    ),
)
