"""Where a Dask scheduler may be, and what is said without Dask."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from onlinealter.fleet.dask_workers import Scheduler, workers_of
from onlinealter.model.errors import UsageFault


@pytest.fixture(autouse=True)
def _without_dask(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)


def _fault(address: str, *, allowed: bool = False, ca_file: Path | None = None) -> UsageFault:
    with pytest.raises(UsageFault) as raised:
        workers_of(Scheduler(address, ca_file, allow_unencrypted=allowed))
    return raised.value


@pytest.mark.parametrize("address", ["tcp://10.0.0.7:8786", "tcp://dask.example:8786", "tcp://0.0.0.0:8786"])
def test_a_plain_connection_to_another_machine_is_refused(address: str) -> None:
    """Unless somebody says that it's well."""
    assert "isn't encrypted" in _fault(address).message
    assert "isn't installed" in _fault(address, allowed=True).message


@pytest.mark.parametrize(
    "address", ["tls://10.0.0.7:8786", "tls://[2001:db8::1]:8786", "tcp://127.0.0.1:8786", "tcp://[::1]:8786"]
)
def test_an_address_that_will_do_needs_dask(address: str) -> None:
    """The error names what to install."""
    fault = _fault(address)
    assert "needs Dask, which isn't installed" in fault.message
    assert fault.remedy == "pip install 'onlinealter[dask]'"


@pytest.mark.parametrize(
    "address", ["", "host:8786", "tls://host", "tls://host:0", "tls://host:x", "ws://127.0.0.1:8786", "inproc://1"]
)
def test_anything_else_is_no_address(address: str) -> None:
    """Web sockets too, which Dask would take."""
    assert "expected tls://HOST:PORT" in _fault(address, allowed=True).message


def test_a_password_in_an_address_is_not_shown() -> None:
    """Though there is no use for one."""
    assert "s3cret" not in _fault("tls://me:s3cret@host:8786").message


def test_a_certificate_that_is_not_there_is_named(tmp_path: Path) -> None:
    """Before anything is asked."""
    assert "there is no file" in _fault("tls://127.0.0.1:8786", ca_file=tmp_path / "ca.pem").message
