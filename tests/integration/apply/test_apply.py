"""A folder of plans: each once, in order, continued where it was, whoever begins and however it was ended."""

from __future__ import annotations

import json
import signal
import threading
import time
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

import pytest

from onlinealter.apply.application import Manner, apply, await_servers
from onlinealter.engine.stop import StopFlag
from onlinealter.model.errors import Interrupted, Unreachable
from onlinealter.model.events import CopyAdvanced, Notice, Waiting
from onlinealter.model.exit_codes import ExitCode
from tests.integration.apply.folders import ALL, COPIED, FIVE, Place, ended
from tests.integration.engine.alterations import JOURNAL, Recorder
from tests.integration.faults.deeds import Reacting, wait_until
from tests.integration.faults.relay import Relay

_WHOLE = {"id": "int", "name": "varchar(60)", "note": "varchar(20)"}


def _is_whole(place: Place) -> bool:
    """Whether all five plans have run, each once, and both tables are as they are to be."""
    customers = {name: kind.replace("int(11)", "int") for name, kind in place.columns("customers").items()}
    return (
        place.states() == {name: ["done"] for name in ALL}
        and customers == _WHOLE
        and set(place.columns("orders")) == {"id", "amount", "paid", "sent"}
        and place.indexes("orders") == {"PRIMARY"}
        and place.tables() == {"customers", "orders", *JOURNAL}
    )


def test_each_plan_runs_once(place: Place) -> None:
    """A second call does nothing, and says so; before and after it `pending` answers by its exit code."""
    place.write(FIVE)
    assert place.pending("--quiet").code == ExitCode.PENDING
    first = place.apply("--cleanup")
    assert first.code == 0, first.err
    assert _is_whole(place)
    runs = place.runs()
    second = place.apply("--cleanup")
    assert (second.code, "nothing to do: all 6 plans have run" in second.err) == (0, True)
    assert place.runs() == runs
    assert place.pending().code == 0


@pytest.mark.statistical
def test_a_second_call_takes_less_than_two_seconds(place: Place) -> None:
    """With the start of the process."""
    place.write(FIVE)
    assert place.apply("--cleanup").code == 0
    began = time.monotonic()
    assert ended(place.begin("apply", str(place.folder), "--cleanup")).code == 0
    assert time.monotonic() - began < 2


def test_it_goes_on_in_the_plan_where_it_was_interrupted(place: Place) -> None:
    """Neither the plans before it nor the rows that are copied are done again."""
    place.write(FIVE)
    stop = StopFlag()
    recorder = Reacting({CopyAdvanced: stop.request})
    with pytest.raises(Interrupted):
        apply(place.entries(), Manner(cleanup=True), recorder, stop)
    assert place.states() == {ALL[0]: ["done"], ALL[1]: ["done"], COPIED: ["copying"]}
    [stopped] = [event.text for event in recorder.of(Notice) if "stopped at" in event.text]
    assert stopped.startswith(f"applied now: 001-note.toml, 002-by-amount.sql; stopped at {COPIED}.toml; behind it: 004-two")
    before = place.runs()
    answer = place.apply("--cleanup")
    assert answer.code == 0, answer.err
    assert f"{COPIED}.toml: goes on where it is: run {before[-1].id} is copying" in answer.err
    assert "001-note.toml:" not in answer.err
    assert _is_whole(place)
    assert place.runs()[:2] == before[:2]


def test_of_three_at_once_one_does_the_work(place: Place, tmp_path: Path) -> None:
    """The second gives up at once, as it is told; the third waits, and finds nothing left to do."""
    place.write(FIVE)
    held = tmp_path / "held"
    held.touch()
    pausing = ("apply", str(place.folder), "--cleanup", "--set", f"pause_file={held}")
    first = place.begin(*pausing)
    wait_until(lambda: place.states().get(COPIED) == ["copying"])
    third = place.begin(*pausing)
    second = place.apply("--cleanup", "--if-owned", "fail")
    assert second.code == ExitCode.OWNED
    assert "another `online-alter apply` is at work" in second.err
    assert third.poll() is None
    held.unlink()
    answers = ended(first), ended(third)
    assert [answer.code for answer in answers] == [0, 0], answers
    assert _is_whole(place)


def test_three_that_start_together_end_well(place: Place) -> None:
    """Whichever comes first: each plan runs once."""
    place.write(FIVE)
    answers = [ended(each) for each in [place.begin("apply", str(place.folder), "--cleanup") for _ in range(3)]]
    assert [answer.code for answer in answers] == [0, 0, 0], answers
    assert sum("nothing to do: all 6 plans have run" in answer.err for answer in answers) == 2
    assert _is_whole(place)


def test_a_run_of_somebody_else_is_waited_for_or_not(place: Place, tmp_path: Path) -> None:
    """A person's own `run` of a plan of the folder counts as its run."""
    place.write(FIVE)
    held = tmp_path / "held"
    held.touch()
    plan = str(place.folder / f"{COPIED}.toml")
    person = place.begin("run", plan, "--yes", "--cleanup", "--set", f"pause_file={held}")
    wait_until(lambda: place.states().get(COPIED) == ["copying"])
    for name in (*list(FIVE)[:2], *list(FIVE)[3:]):
        (place.folder / name).unlink()
    refused = place.apply("--if-owned", "fail")
    assert (refused.code, "is being altered by" in refused.err) == (ExitCode.OWNED, True)
    stop, done = StopFlag(), threading.Event()

    def release(_: object = None) -> None:
        held.unlink()
        done.set()

    recorder = Reacting({Notice: release}, lambda event: isinstance(event, Notice) and "waiting for its end" in event.text)
    apply(place.entries(), Manner(cleanup=True), recorder, stop)
    assert ended(person).code == 0
    assert done.is_set()
    assert place.states() == {COPIED: ["done"]}


def test_a_time_that_is_over_is_an_end_of_its_own(place: Place, tmp_path: Path) -> None:
    """A Job's next try continues the run, as often as it takes."""
    place.write({f"{COPIED}.toml": FIVE[f"{COPIED}.toml"]})
    stop, held = StopFlag(), tmp_path / "held"
    with pytest.raises(Interrupted):
        apply(place.entries(), Manner(), Reacting({CopyAdvanced: stop.request}), stop)
    [run] = place.runs()
    held.touch()
    for _ in range(2):
        answer = place.apply("--for", "2s", "--set", f"pause_file={held}")
        assert answer.code == ExitCode.UNFINISHED, answer.err
        assert "not finished within 2 s" in answer.err
        assert [(each.id, each.state) for each in place.runs()] == [(run.id, "copying")]
    held.unlink()
    last = place.apply("--for", "1h", "--set", f"pause_file={held}")
    assert last.code == 0, last.err
    assert [(each.id, each.state) for each in place.runs()] == [(run.id, "swapped")]


def test_sigterm_ends_it_where_it_can_go_on(place: Place, tmp_path: Path) -> None:
    """As Ctrl-C does."""
    place.write(FIVE)
    held = tmp_path / "held"
    held.touch()
    process = place.begin("apply", str(place.folder), "--cleanup", "--set", f"pause_file={held}")
    wait_until(lambda: place.states().get(COPIED) == ["copying"])
    process.send_signal(signal.SIGTERM)
    answer = ended(process)
    assert answer.code == ExitCode.INTERRUPTED
    assert f"stopped at {COPIED}.toml" in answer.err
    assert place.apply("--cleanup").code == 0
    assert _is_whole(place)


def test_it_stops_at_the_first_failure(place: Place) -> None:
    """And says what it did, and what is behind it."""
    place.write(FIVE | {f"{COPIED}.toml": 'table = "customers"\nalter = "DROP COLUMN fax"\n'})
    answer = place.apply("--cleanup")
    assert answer.code == ExitCode.REFUSED
    behind = "004-two.sql#1/2, 004-two.sql#2/2, 005-drop.sql"
    done = "001-note.toml, 002-by-amount.sql"
    assert f"applied now: {done}; stopped at {COPIED}.toml; behind it: {behind}" in answer.err
    assert place.states() == {ALL[0]: ["done"], ALL[1]: ["done"]}


@pytest.mark.parametrize(
    ("name", "text", "says"),
    [
        ("001-note.toml", 'table = "customers"\nalter = "ADD COLUMN remark INT"\n', "and the file has"),
        ("004-two.sql", "ALTER TABLE orders ADD COLUMN paid INT;\n", "was of 004-two#2/2"),
    ],
)
def test_a_plan_that_was_changed_after_it_ran_is_refused(place: Place, name: str, text: str, says: str) -> None:
    """By its digest; nothing is changed, and a comment or a setting changes no plan."""
    place.write({each: FIVE[each] for each in ("001-note.toml", "004-two.sql")})
    assert place.apply("--cleanup").code == 0
    place.write({name: text, "006-more.sql": "ALTER TABLE orders ADD COLUMN more INT"})
    for answer in (place.apply("--cleanup"), place.pending()):
        assert answer.code == ExitCode.REFUSED
        assert f"{name} was changed after it ran" in answer.err
        assert says in answer.err
    assert set(place.states()) == {ALL[0], *ALL[3:5]}
    place.write({name: f"# still the same\n{FIVE[name]}" if name.endswith("toml") else f"-- still\n{FIVE[name]}"})
    assert place.pending().out.splitlines()[-1] == "pending    006-more.sql"


def test_a_plan_that_comes_late_is_named(place: Place) -> None:
    """With --strict it is refused, else it runs."""
    place.write({"005-drop.sql": "ALTER TABLE orders ADD COLUMN sent INT"})
    assert place.apply("--cleanup").code == 0
    place.write({"001-late.sql": "ALTER TABLE orders ADD COLUMN paid INT"})
    said = "out of order: 001-late.sql has not run, but the later 005-drop.sql has"
    strict = place.apply("--cleanup", "--strict")
    assert (strict.code, said in strict.err) == (ExitCode.REFUSED, True)
    assert "paid" not in place.columns("orders")
    easy = place.apply("--cleanup")
    assert (easy.code, said in easy.err) == (0, True)
    assert "paid" in place.columns("orders")


def test_the_way_back_is_not_ended_unasked(place: Place) -> None:
    """The second change of a table has to wait until the first can't be rolled back any more."""
    place.write({"1.sql": "ALTER TABLE orders ADD COLUMN paid INT", "2.sql": "ALTER TABLE orders ADD COLUMN sent INT"})
    barred = place.apply()
    assert barred.code == ExitCode.WRONG_PHASE
    assert "2.sql alters orders, whose last change can still be rolled back" in barred.err
    assert place.states() == {"1": ["swapped"]}
    told = place.apply("--cleanup")
    assert told.code == 0, told.err
    assert place.states() == {"1": ["done"], "2": ["done"]}


def test_what_is_so_already_is_done_with(place: Place) -> None:
    """It is journalled: a later plan may undo it, and then it isn't made again."""
    place.write({"1.sql": "ALTER TABLE customers MODIFY name VARCHAR(20) NOT NULL"})
    assert place.apply("--cleanup").code == 0
    assert place.states() == {"1": ["done"]}
    place.write({"2.sql": "ALTER TABLE customers MODIFY name VARCHAR(25) NOT NULL"})
    assert place.apply("--cleanup").code == 0
    again = place.apply("--cleanup")
    assert "nothing to do: all 2 plans have run" in again.err
    assert place.columns("customers")["name"] == "varchar(25)"


def test_pending_writes_nothing(place: Place) -> None:
    """It lists what stands where, for people and for programs."""
    place.write(FIVE)
    answer = place.pending("--json")
    assert answer.code == ExitCode.PENDING
    assert [(each["plan"], each["standing"]) for each in json.loads(answer.out)][2] == (f"{COPIED}.toml", "pending")
    assert place.tables() == {"customers", "orders"}


def test_files_that_are_wrong_are_all_named_at_once(place: Place) -> None:
    """Before anything is changed."""
    place.write(
        FIVE
        | {
            "006.sql": "ALTER TABLE orders ADD late INT;\nDROP TABLE customers;",
            "007.toml": 'table = "orders"\nalter = ""\nwhat = 1\n',
            "001-note.sql": "ALTER TABLE orders FORCE",
            "README.md": "not a plan",
        }
    )
    answer = place.apply("--cleanup")
    assert answer.code == ExitCode.USAGE
    for said in ("006.sql, line 2: DROP TABLE is not", "unknown key 'what'", "001-note.toml: another file's plan"):
        assert said in answer.err
    assert place.tables() == {"customers", "orders"}


def test_an_empty_folder_is_nothing_to_do_and_none_is_an_error(place: Place) -> None:
    """A path with a typing error must not look like success."""
    assert place.apply().code == 0
    assert place.call("pending", str(place.folder / "nowhere")).code == ExitCode.USAGE


def test_it_waits_for_a_server_that_comes_up(place: Place) -> None:
    """As long as it is told to; then it says which server doesn't answer."""
    place.write({"1.sql": "ALTER TABLE orders ADD COLUMN paid INT"})
    relay = Relay(place.schema.primary)
    [entry] = place.entries()
    moved = (replace(entry, target=relay.before(entry.target)),)
    with relay.at_work(), ExitStack() as shut:
        shut.enter_context(relay.closed())
        with pytest.raises(Unreachable):
            await_servers(moved, 0.0, Recorder(), StopFlag())
        await_servers(moved, 60.0, Reacting({Waiting: shut.close}), StopFlag())
