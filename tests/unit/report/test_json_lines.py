"""JSON Lines can be read back and says what the event says."""

from __future__ import annotations

import json
import threading
from dataclasses import fields, replace
from datetime import datetime
from io import StringIO

import pytest

from onlinealter.model.errors import Refused, UsageFault
from onlinealter.model.event_values import event_name
from onlinealter.model.events import ConflictSeen, CopyAdvanced, Event, Found, WaitingForLock
from onlinealter.report.json_lines import JsonLines, render_error, render_event
from tests.unit.report.event_samples import NOON, ONE_OF_EACH, REFUSAL, copied, every_kind, report_all


@pytest.mark.parametrize("event", ONE_OF_EACH, ids=lambda event: type(event).__name__)
def test_an_event_is_one_line_that_parses_to_its_fields(event: Event) -> None:
    """Nothing is lost, nothing is added but the name and the time."""
    line = render_event(event, NOON)
    assert "\n" not in line
    parsed = json.loads(line)
    assert parsed["event"] == event_name(type(event))
    assert datetime.fromisoformat(parsed["at"]) == NOON.replace(microsecond=123000)
    assert set(parsed) == {"event", "at"} | {one.name for one in fields(event)}


def test_a_kind_of_event_is_named_in_kebab_case() -> None:
    """The class's words, small, with hyphens."""
    assert event_name(CopyAdvanced) == "copy-advanced"


def test_no_field_of_an_event_hides_its_name_or_time() -> None:
    """A field of that name would overwrite them."""
    assert not [kind for kind in every_kind() if {"event", "at"} & {one.name for one in fields(kind)}]


def test_enums_are_values_and_nested_records_are_objects() -> None:
    """A program needs no Python to read them."""
    assert json.loads(render_event(Found(REFUSAL), NOON))["finding"] == {
        "check": "privileges",
        "severity": "refusal",
        "message": "no triggers may be made",
        "remedy": "GRANT TRIGGER ON shop.* TO alter;",
    }
    waiting = next(event for event in ONE_OF_EACH if isinstance(event, WaitingForLock))
    assert json.loads(render_event(waiting, NOON))["blockers"] == [
        {"connection": 48123, "user": "reporting", "host": "10.0.3.17", "age": 312.4, "state": "", "state_seconds": 0.0}
    ]


def test_what_json_has_no_number_for_is_null() -> None:
    """NaN and infinity would make the line unreadable for strict parsers."""
    event = replace(copied(0.5), rows_per_second=float("nan"), remaining_seconds=float("inf"))
    parsed = json.loads(render_event(event, NOON))
    assert (parsed["rows_per_second"], parsed["remaining_seconds"]) == (None, None)


def test_any_key_survives_as_pure_ascii() -> None:
    """Control characters, lone surrogates and line separators are escaped."""
    key = "id='\x1b[2J\u2028\ud800é\n'"
    line = render_event(ConflictSeen(key, 1406), NOON)
    assert line.isascii()
    assert json.loads(line)["key"] == key


def test_a_refusal_lists_its_findings() -> None:
    """The error's object is compared whole."""
    error = Refused("shop.orders can't be altered", remedy="Fix it.", findings=(REFUSAL,))
    assert json.loads(render_error(error, NOON)) == {
        "event": "error",
        "at": "2026-08-09T12:00:00.123Z",
        "reference": "refused",
        "message": "shop.orders can't be altered",
        "remedy": "Fix it.",
        "exit_code": 4,
        "findings": [
            {
                "check": "privileges",
                "severity": "refusal",
                "message": "no triggers may be made",
                "remedy": "GRANT TRIGGER ON shop.* TO alter;",
            }
        ],
        "faults": [],
    }


def test_a_usage_fault_lists_its_faults() -> None:
    """All of them, and no findings."""
    parsed = json.loads(render_error(UsageFault("the plan is wrong", faults=("a", "b")), NOON))
    assert (parsed["faults"], parsed["findings"], parsed["exit_code"]) == (["a", "b"], [], 2)


def test_threads_never_mix_their_lines() -> None:
    """Eight threads write at once and every line parses."""
    stream = StringIO()
    output = JsonLines(stream)
    threads = [threading.Thread(target=report_all, args=(output, 50)) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len([json.loads(line) for line in stream.getvalue().splitlines()]) == 8 * 50 * len(ONE_OF_EACH)


def test_a_reader_that_went_away_ends_nothing() -> None:
    """The run continues when its log's pipe is closed."""

    class Closed(StringIO):
        def write(self, text: str) -> int:
            raise BrokenPipeError(text)

    output = JsonLines(Closed())
    output.report(ONE_OF_EACH[0])
    output.report(ONE_OF_EACH[0])
