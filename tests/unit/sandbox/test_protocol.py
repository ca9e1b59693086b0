"""What owner and keeper say to each other."""

from __future__ import annotations

import os

import pytest

from onlinealter.model.errors import SandboxError
from onlinealter.sandbox.kinds import ServerKind
from onlinealter.sandbox.protocol import Order, Owner, OwnerGone, await_sandbox

ORDER = Order(ServerKind.MARIADB, 2, {"sql_mode": "ANSI"}, is_detached=False)


def test_an_order_arrives_as_it_was_sent() -> None:
    """Line by line through a pipe."""
    orders, owners_end = os.pipe()
    os.write(owners_end, ORDER.line())
    owner = Owner(orders, owners_end)
    assert owner.order() == ORDER
    owner.check()


def test_the_end_of_the_owner_is_noticed() -> None:
    """The kernel closes its end of the pipe."""
    orders, owners_end = os.pipe()
    owner = Owner(orders, owners_end)
    owner.check()
    os.close(owners_end)
    with pytest.raises(OwnerGone):
        owner.check()
    owner.let_go()
    owner.check()
    assert owner.watched() == []


def test_the_owner_hears_what_is_done_until_it_is_ready() -> None:
    """Reports are passed on, and the id is the answer."""
    heard: list[str] = []
    lines = [b'{"report": "starting"}\n', b'{"ready": "0a1b2c"}\n']
    assert await_sandbox(lines, heard.append) == "0a1b2c"
    assert heard == ["starting"]


def test_a_failure_comes_with_its_remedy() -> None:
    """The keeper's error is raised in the owner."""
    with pytest.raises(SandboxError, match="no room") as caught:
        await_sandbox([b'{"failed": "no room", "remedy": "make some"}\n'], lambda _text: None)
    assert caught.value.remedy == "make some"


def test_a_keeper_that_ends_silently_is_an_error() -> None:
    """What its interpreter said is in the message."""
    with pytest.raises(SandboxError, match="ImportError"):
        await_sandbox([b"ImportError: no such thing\n"], lambda _text: None)
