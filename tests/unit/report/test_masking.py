"""What is taken out of a record before it is shown to others."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from onlinealter.model.rehearsal import LockWait, RanStatement
from onlinealter.report.masking import LEFT_OUT, MASKED, shareable
from onlinealter.report.record_file import recorded_in
from tests.unit.report.record_samples import DETAILS, RESULT, full_line, line_of


def test_keys_are_masked_unless_they_are_asked_for() -> None:
    """The kind of difference and the server stay."""
    masked = shareable(line_of(), show_keys=False, anonymous=False)
    assert masked["details"]["differing"] == [{"server": "rc:3306", "key": MASKED, "kind": "changed"}]  # type: ignore[index]
    assert "id=4711" not in json.dumps(masked)
    assert shareable(line_of(), show_keys=True, anonymous=False) == line_of()


def test_keys_of_planted_faults_are_masked() -> None:
    """Wherever a member is called so."""
    masked = shareable(full_line(), show_keys=False, anonymous=False)
    assert [fault["key"] for fault in masked["faults"]] == [MASKED] * 3  # type: ignore[attr-defined]


def test_an_anonymous_record_names_no_host_and_no_account() -> None:
    """Nor what the test and the load printed, nor their commands."""
    definer = RanStatement("customers", "prepare", "create", "CREATE DEFINER=`the boss`@`10.1.2.3` TRIGGER x", 0.1)
    waits = (*DETAILS.lock_waits, LockWait("analyze", 1, ("connection 9 'app user'@'[fe80::1]:99'",)))
    details = replace(
        DETAILS, machine="c0ffee", statements=(definer,), lock_waits=waits, left_out=("seen at 192.168.7.9:3307",)
    )
    line = shareable(line_of(replace(RESULT, details=details)), show_keys=True, anonymous=True)
    text = json.dumps(line)
    for name in (
        "db1",
        "db2",
        "app1",
        "rc:3306",
        "@rc",
        "10.1.2.3",
        "192.168",
        "fe80",
        "boss",
        "app user",
        "s3",
        "mysqld.sock",
        "c0ffee",
    ):
        assert name not in text, name
    assert line["server"] == "MySQL 9.7.4 at host"
    assert line["load"]["output"] == line["tests"][0]["output"] == LEFT_OUT  # type: ignore[index]
    assert "CREATE DEFINER=user@host TRIGGER x" in text
    assert "lag of a replica" in text


def test_a_masked_record_is_still_a_record() -> None:
    """The pages are made from it."""
    result = recorded_in(shareable(full_line(), show_keys=False, anonymous=True))
    assert (result.table, result.longest_swap, len(result.phases)) == ("shop.customers", 0.123, 4)


@pytest.mark.parametrize("anonymous", [True, False])
def test_the_record_given_stays_as_it_is(anonymous: bool) -> None:
    """Nothing is masked in place."""
    line = line_of()
    shareable(line, show_keys=False, anonymous=anonymous)
    assert line == line_of()
