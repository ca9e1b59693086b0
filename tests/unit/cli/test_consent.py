"""The question before a swap, on a terminal of the test's own."""

from __future__ import annotations

import os
import pty
import subprocess
import sys

import pytest

_ASK = """
from onlinealter.cli.consent import ask
from onlinealter.report.output import Output

class Quiet(Output):
    def __init__(self): pass
    def close(self): pass

print(f"the answer is {ask('Swap?', Quiet())}")
"""
_ACCEPT = (
    _ASK.replace("import ask", "import acceptance")
    .replace(
        "ask('Swap?', Quiet())",
        "acceptance(Quiet())(Plan('orders', ('DROP COLUMN paid',), allow=('drop:paid',), where='id > 7'))",
    )
    .replace("from onlinealter.report", "from onlinealter.model.plan import Plan\nfrom onlinealter.report", 1)
)


@pytest.mark.parametrize(("answer", "is_yes"), [("n", False), ("y", True), ("", False)])
def test_what_was_typed_before_the_question_is_no_answer(answer: str, is_yes: bool) -> None:
    """Somebody pressed y and Enter too often, or typed the next command, while the run was copying."""
    ours, theirs = pty.openpty()
    os.write(ours, b"y\ny\n")
    with subprocess.Popen([sys.executable, "-c", _ASK], stdin=theirs, stdout=theirs, stderr=theirs) as asking:
        os.close(theirs)
        seen = _read_until(ours, b"[y/N]")
        os.write(ours, answer.encode() + b"\n")
        seen += _read_until(ours, b"the answer is " + (b"True" if is_yes else b"False"))
        assert asking.wait() == 0, seen
    os.close(ours)


@pytest.mark.parametrize("answer", ["y", "n"])
def test_the_journals_plan_is_shown_before_it_is_gone_by(answer: str) -> None:
    """Somebody else may have written it there."""
    ours, theirs = pty.openpty()
    with subprocess.Popen([sys.executable, "-c", _ACCEPT], stdin=theirs, stdout=theirs, stderr=theirs) as asking:
        os.close(theirs)
        seen = _read_until(ours, b"[y/N]").decode()
        for line in ("orders: DROP COLUMN paid", "where id > 7", "allow drop:paid", "Go by it?"):
            assert line in seen, seen
        os.write(ours, answer.encode() + b"\n")
        _read_until(ours, f"the answer is {answer == 'y'}".encode())
        assert asking.wait() == 0
    os.close(ours)


def _read_until(terminal: int, awaited: bytes) -> bytes:
    seen = b""
    while awaited not in seen:
        try:
            seen += os.read(terminal, 1000)
        except OSError:  # the other end is gone
            break
    assert awaited in seen, seen
    return seen
