"""The file of queries that stands beside a plan."""

from __future__ import annotations

from pathlib import Path

import pytest

from onlinealter.model.errors import UsageFault
from onlinealter.planning.plan_file import read_plan_file
from onlinealter.planning.queries_file import is_beside_plan, queries_beside, read_queries_file


def test_it_has_the_plans_name(tmp_path: Path) -> None:
    """It isn't read with the plan, so that a fault in it keeps nobody from an abort."""
    plan, queries = tmp_path / "orders.toml", tmp_path / "orders.queries.sql"
    plan.write_text('table = "orders"\nalter = "FORCE"\n')
    assert queries_beside(plan) is None
    queries.write_text("DROP TABLE orders")
    assert queries_beside(plan) == queries
    assert read_plan_file(plan).queries == queries
    assert [is_beside_plan(file) for file in (queries, tmp_path / "lines.queries.sql", tmp_path / "orders.sql", plan)] == [
        True, False, False, False,
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "said"), [(b"SELECT '\xff'", "is not UTF-8"), (b"SELECT " + b" " * 1_000_000, "is larger")]
)
def test_what_is_no_file_of_queries_is_refused(tmp_path: Path, text: bytes, said: str) -> None:
    """With its name."""
    file = tmp_path / "orders.queries.sql"
    file.write_bytes(text)
    with pytest.raises(UsageFault, match=f"{file} {said}"):
        read_queries_file(file)
    file.unlink()
    with pytest.raises(UsageFault, match="can't be read"):
        read_queries_file(file)
