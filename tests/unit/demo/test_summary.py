"""When the demo ends well, and what it says."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import pytest

from onlinealter.demo.comparison import Comparison
from onlinealter.demo.summary import Outcome, summary
from onlinealter.demo.tally import Seen
from onlinealter.model.events import PhaseEnded
from onlinealter.model.exit_codes import ExitCode
from onlinealter.model.states import Phase

_FAULTLESS = Comparison(rows=1234, differences=0, same_definition=True, leftovers=())


def outcome(*, errors: int = 0, found: Comparison = _FAULTLESS) -> Outcome:
    """A demo's end."""
    met = Seen(900, errors=Counter({1213: errors} if errors else {}))
    phases = (PhaseEnded(Phase.PREPARE, 0.4, "done"), PhaseEnded(Phase.EXECUTE, 12.3, "done"))
    return Outcome("MySQL 9.7.4", Seen(300), 4, met, 12.0, phases, 0.5, found)


@pytest.mark.parametrize(
    ("ended", "code"),
    [
        (outcome(), ExitCode.DONE),
        (outcome(errors=1), ExitCode.BUG),
        (outcome(found=replace(_FAULTLESS, leftovers=("t_oa_x_old",))), ExitCode.BUG),
        (outcome(found=replace(_FAULTLESS, differences=1)), ExitCode.DIFFERENT),
        (outcome(found=replace(_FAULTLESS, same_definition=False)), ExitCode.DIFFERENT),
    ],
)
def test_only_a_faultless_demo_ends_well(ended: Outcome, code: ExitCode) -> None:
    """An error of the application, a difference or a leftover: each shows in the exit code."""
    assert ended.code is code


def test_the_summary_says_it_all_in_lines_that_fit() -> None:
    """Figures beside their labels, errors by number, leftovers by name; no line longer than a narrow terminal."""
    text = summary(outcome(errors=2, found=replace(_FAULTLESS, differences=3, leftovers=("t_oa_x_old",))))
    lines = [" ".join(line.split()) for line in text.splitlines()]
    assert "transactions 300 900" in lines
    assert "a second 75 75" in lines
    assert "errors 0 2 x 1213" in lines
    assert "execute 12.3 s" in lines
    assert "rows 1,234" in lines
    assert "differences 3" in lines
    assert "left behind but the journal t_oa_x_old" in lines
    assert max(map(len, text.splitlines())) <= 80
