"""The application never pays."""

from tests.guards.guard import Guard

_ENGINE = "tests/integration/engine"
_FAULTS = "tests/integration/faults"

GUARDS = (
    Guard(
        1,
        "a write that the shadow refuses becomes a conflict, and no error of the application",
        "triggers/statements.py",
        " DECLARE CONTINUE HANDLER FOR SQLEXCEPTION, 1265 BEGIN",
        " DECLARE CONTINUE HANDLER FOR 9999 BEGIN",
        f"{_ENGINE}/test_truth.py::test_a_value_that_does_not_fit_becomes_a_conflict_and_never_an_error_of_the_application",
    ),
    Guard(
        1,
        "the copy never waits for the application's row locks (MariaDB)",
        "mysql/session.py",
        "SET SESSION innodb_lock_wait_timeout = 0",
        "SET SESSION innodb_lock_wait_timeout = 50",
        f"{_ENGINE}/test_row_locks.py::test_nobody_waits_behind_a_copy_that_meets_a_locked_row",
    ),
    Guard(
        1,
        "the copy never waits for the application's row locks (MySQL)",
        "copying/statements.py",
        "FOR SHARE OF original NOWAIT",
        "FOR SHARE OF original",
        f"{_ENGINE}/test_row_locks.py::test_a_transaction_that_goes_against_the_copy_is_never_a_deadlocks_victim",
        server="mysql",
    ),
    Guard(
        1,
        "no definition change stands in the queue while a transaction that has read may yet write",
        "mysql/statements.py",
        "SELECT IF(EXISTS ({bad}), (SELECT 1 UNION SELECT 2), 0)",
        "SELECT 0",
        f"{_ENGINE}/test_application_errors.py::test_a_transaction_that_has_read_may_write_while_the_run_waits_for_it",
        only="prepare or PREPARE",
        server="mysql",
    ),
    Guard(
        1,
        "a table behind is locked alone, not together with what its triggers name",
        "engine/making.py",
        "exclusive=statement.exclusive and statement.tables == (run.draft.names.original,)",
        "exclusive=statement.exclusive",
        f"{_ENGINE}/test_application_errors.py::test_a_table_behind_is_locked_without_what_its_triggers_name",
        server="mysql",
    ),
    Guard(
        1,
        "on MariaDB a definition change has its lock at once or not at all: nobody waits behind it in a queue",
        "mysql/door.py",
        "        session.never_queue(hands)\n",
        "",
        f"{_ENGINE}/test_waiting.py::test_an_open_transaction_makes_the_run_wait_and_nobody_else",
        only="prepare",
    ),
    Guard(
        1,
        "a row that the application never lets go of is done once its triggers have brought it",
        "copying/copier.py",
        "            if connection.value(statements.find_missing(self._copy, chunk)) is not None:\n",
        "            if True:\n",
        f"{_ENGINE}/test_hot_rows.py::test_rows_that_are_never_free_do_not_keep_the_copy_from_ending",
    ),
    Guard(
        1,
        "a single row is copied without a lock on the next one",
        "copying/statements.py",
        "copy.key.equals(_ROW, segment.high) if single and segment.high else _within(copy, segment)",
        "_within(copy, segment)",
        f"{_ENGINE}/test_hot_rows.py::test_rows_that_are_never_free_do_not_keep_the_copy_from_ending",
    ),
    Guard(
        1,
        "on a full disk the shadow is taken away, and its room given back",
        "engine/alteration.py",
        "            if error.filling and ",
        "            if False and ",
        f"{_FAULTS}/test_no_room.py::test_a_full_disk_ends_the_run_which_gives_the_room_back",
    ),
    Guard(
        1,
        "triggers that a KILL has spoilt on MariaDB are read anew",
        "engine/watch.py",
        "            care.look()\n",
        "",
        "tests/integration/faults/test_spoilt_triggers.py::test_triggers_that_a_kill_has_spoilt_are_read_anew",
    ),
    Guard(
        1,
        "a copy that meets spoilt triggers tries again",
        "copying/copier.py",
        "            self._spoilt += 1\n",
        "            raise error\n",
        "tests/integration/faults/test_spoilt_triggers.py::test_triggers_that_a_kill_has_spoilt_are_read_anew",
    ),
)
