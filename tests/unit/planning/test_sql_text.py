"""Plans from SQL text."""

from __future__ import annotations

from pathlib import Path

import pytest

from onlinealter.model.errors import UsageFault
from onlinealter.planning.durations import seconds_from
from onlinealter.planning.sql_text import file_of, plan_from_sql, read_sql_file


def test_one_statement_is_a_plan() -> None:
    """For the table and the schema that it names."""
    found = plan_from_sql("CREATE UNIQUE INDEX i ON `my shop`.orders (a);")
    assert (found.schema, found.plan.table, found.plan.alter) == ("my shop", "orders", ("ADD UNIQUE INDEX i (a)",))


@pytest.mark.parametrize("text", ["", "ALTER TABLE a FORCE; ALTER TABLE b FORCE", "ALTER TABLE a RENAME b"])
def test_none_and_several_and_what_no_run_can_be_for_are_refused(text: str) -> None:
    """One at a time."""
    with pytest.raises(UsageFault):
        plan_from_sql(text)


def test_a_files_statements_are_plans_by_its_name(tmp_path: Path) -> None:
    """Numbered where there are several; a byte order mark is no part of it."""
    one, two = tmp_path / "1-one.sql", tmp_path / "2.two.sql"
    one.write_text("\ufeffALTER TABLE a FORCE", encoding="utf-8")
    two.write_text("ALTER TABLE a FORCE;\nDROP INDEX i ON b;\n")
    assert [each.plan.name for each in read_sql_file(one)] == ["1-one"]
    assert [(each.plan.name, each.plan.table) for each in read_sql_file(two)] == [("2.two#1/2", "a"), ("2.two#2/2", "b")]


def test_all_of_a_files_faults_are_named_with_their_lines(tmp_path: Path) -> None:
    """At once."""
    file = tmp_path / "x.sql"
    file.write_text("ALTER TABLE a FORCE;\n\nDROP TABLE a;\nSET x = 1")
    with pytest.raises(UsageFault) as refused:
        read_sql_file(file)
    assert [fault.removeprefix(f"{file}, ")[:11] for fault in refused.value.faults] == ["line 3: DRO", "line 4: SET"]


@pytest.mark.parametrize("content", [b"", b"-- later", b"\xff\xfe"])
def test_a_file_without_statements_is_refused(tmp_path: Path, content: bytes) -> None:
    """It may have been emptied by mistake."""
    file = tmp_path / "x.sql"
    file.write_bytes(content)
    with pytest.raises(UsageFault):
        read_sql_file(file)


@pytest.mark.parametrize(
    ("name", "base"), [("a", "a"), ("a#1/2", "a"), ("a#b", "a#b"), ("a#3", "a#3"), ("a#b#12/13", "a#b")]
)
def test_the_statements_of_a_file_are_known_by_what_their_names_have_in_common(name: str, base: str) -> None:
    """Though a file's own name may hold the sign."""
    assert file_of(name) == base


@pytest.mark.parametrize(
    ("text", "seconds"), [("90", 90), ("60s", 60), ("14m", 840), ("1.5h", 5400), ("2 d", 172800), ("m", None), ("-1s", None)]
)
def test_lengths_of_time(text: str, seconds: float | None) -> None:
    """As people write them."""
    assert seconds_from(text) == seconds
