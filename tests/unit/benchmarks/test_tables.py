"""Tables made from measurements."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from tests.benchmarks import tables
from tests.benchmarks.contestants import COPY, DONE, OURS, phases
from tests.benchmarks.figures import NOTHING, TIMES
from tests.benchmarks.jobs import UNCOMPRESSED, Load
from tests.benchmarks.measuring import Measured
from tests.benchmarks.page import NOT_MEASURED, benchmarks_page
from tests.benchmarks.plots import draw_all
from tests.benchmarks.records import as_json, from_json, read_json, write_json


def measured(contestant: str, seconds: float, **others: Any) -> Measured:
    """A measurement of an idle table of 1,000 rows."""
    given: dict[str, Any] = {"rows": 1000, "load": Load.IDLE.value, "settings": "", "repeat": 0, "outcome": DONE}
    return Measured("MySQL 9.7.4", "random-1", contestant=contestant, seconds=seconds, **(given | others))


def span(rate: float, longest: float, errors: dict[str, int] | None = None) -> dict[str, Any]:
    """What an application saw in ten seconds."""
    return {
        "seconds": 10, "transactions": 10 * rate, "rate": rate, "p50": 0.002, "p99": 0.01, "longest": longest,
        "errors": errors or {},
    }  # fmt: skip


APPLICATION = {"before": span(400, 0.1), "during": span(100, 31.0, {"1213": 3}), "lost": 3000, "altered_from": 1,
               "course": [400, 100, 90]}  # fmt: skip


def cells(text: str, row: int) -> list[str]:
    """The cells of a table's row, the first below the head being 0."""
    return [cell.strip() for cell in text.splitlines()[row + 2].strip("|").split("|")]


def test_idle_times_are_medians_with_their_ratio_to_ours() -> None:
    text = tables.idle_table([measured(OURS, 2.0), measured(OURS, 4.0), measured(COPY, 6.0)])
    assert cells(text, 0)[3:] == [f"3.0 s (2.0{NOTHING}4.0)", f"6.0 s, 2.00{TIMES}"]


def test_a_failure_stands_in_the_times_place() -> None:
    """A rival that didn't do it is not fast."""
    text = tables.idle_table([measured(OURS, 2.0), measured(COPY, 0.1, outcome="error 1846")])
    assert cells(text, 0)[-1] == "error 1846"


def test_what_lies_between_phases_is_the_rest() -> None:
    """Rows a second of the comparison are those of all workers together."""
    text = tables.phases_table([measured(OURS, 5.0, phases={"execute": 2.0, "verify": 1.0})])
    assert cells(text, 0)[3:] == ["2.0 s", "1.0 s", "2.0 s", "500", "1,000"]


def test_the_application_is_shown_before_and_during() -> None:
    """With its share of the throughput, the longest wait and errors by number."""
    text = tables.application_table([measured(COPY, 10.0, load=Load.FULL.value, application=APPLICATION)])
    assert cells(text, 0)[3:] == [
        "full speed", COPY, "10 s", "400", "100", "25 %", "2.0 ms → 2.0 ms",
        f"{NOTHING} → {NOTHING}", "10 ms → 10 ms", "100 ms → 31 s", "1213: 3", "3,000", NOTHING,
    ]  # fmt: skip


def test_growth_shows_tables_of_several_sizes_only() -> None:
    """The small first."""
    assert tables.growing([measured(OURS, 1.0)]) == []
    found = tables.growing([measured(OURS, 9.0, rows=9000), measured(OURS, 1.0)])
    assert [each.rows for each in found] == [1000, 9000]


def test_binlog_is_shown_per_row_with_compression_apart() -> None:
    """What wrote none is left out."""
    both = [measured(OURS, 1.0, binlog_bytes=200_000), measured(OURS, 1.0, binlog_bytes=290_000, settings=UNCOMPRESSED)]
    text = tables.binlog_table([*both, measured(COPY, 1.0)])
    assert [cells(text, row)[-3:] for row in (0, 1)] == [["yes", "200", NOTHING], ["no", "290", NOTHING]]
    assert len(text.splitlines()) == 4


def test_settings_by_hand_are_shown_beside_the_defaults() -> None:
    """Neither what was not compressed nor a table that was measured in one way only."""
    by_hand = [measured(OURS, 2.0), measured(OURS, 3.0, settings="workers=1 chunk_time=1"), measured(OURS, 1.0, rows=50)]
    text = tables.by_hand_table([*by_hand, measured(OURS, 9.0, settings=UNCOMPRESSED), measured(COPY, 9.0)])
    assert [cells(text, row)[-3:] for row in (0, 1)] == [
        ["the defaults", "2.0 s", f"1.00{TIMES}"], ["workers=1, chunk_time=1", "3.0 s", f"1.50{TIMES}"],
    ]  # fmt: skip
    assert len(text.splitlines()) == 4


def test_phases_are_read_from_the_tools_json() -> None:
    """A phase that was entered twice counts both times; other lines don't count."""
    said = (
        '{"event": "phase-ended", "phase": "verify", "seconds": 1.5}\nplain words\n'
        '{"event": "phase-began", "phase": "verify"}\n{"event": "phase-ended", "phase": "verify", "seconds": 1.0}'
    )
    assert phases(said) == {"verify": 2.5}


def test_records_come_back_from_json_as_they_were(tmp_path: Path) -> None:
    """Members of another version are left out."""
    known = [measured(OURS, 2.0, phases={"verify": 1.0}), measured(COPY, 1.0, application=APPLICATION)]
    write_json(tmp_path / "held.json", {"measured": [each | {"unknown": 1} for each in as_json(known)], "none": []})
    held = read_json(tmp_path / "held.json")
    assert from_json(Measured, held["measured"]) == known
    assert held["none"] == []


def test_a_page_says_what_was_not_measured(tmp_path: Path) -> None:
    """No mark of the template is left, and each picture drawn is shown."""
    known = [measured(OURS, 2.0), measured(COPY, 9.0, load=Load.FULL.value, application=APPLICATION)]
    machine = {"cores": 2, "processor": "", "memory_gib": 8.0, "system": "Linux", "architecture": "x86_64",
               "python": "3.11.2", "day": "2026-11-21", "load_at_start": 0.1}  # fmt: skip
    pictures = draw_all(known, tmp_path)
    page = benchmarks_page({"machine": machine, "pool": "2G", "measured": as_json(known)}, pictures)
    assert "{{" not in page
    assert "Fewer than 3 measurements: random-1 with 1,000 rows on MySQL 9.7.4, idle: 1; " in page
    assert f"### As the table grows\n\n{NOT_MEASURED}" in page
    assert pictures == ["benchmarks-idle.svg", "benchmarks-load.svg"]
    assert all(f"](images/{name})" in page and (tmp_path / name).stat().st_size for name in pictures)
