"""Workers behind a Dask scheduler: the same tasks, on other machines. The library is asked for when it is used."""

from __future__ import annotations

import ipaddress
import logging
from concurrent.futures import BrokenExecutor, Executor, Future
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any
from urllib.parse import SplitResult, urlsplit
from uuid import uuid4

from onlinealter.fleet.task import Task
from onlinealter.fleet.workers import OpenExecutor
from onlinealter.model.errors import Unreachable, UsageFault

_TIME_LIMIT = 10.0  # seconds to wait for the scheduler's answer
_TLS, _PLAIN = "tls", "tcp"
_HOW = "Give it as tls://HOST:PORT."


@dataclass(frozen=True)
class Scheduler:
    """Where a Dask scheduler is. Without files Dask's own configuration says which certificates are used."""

    address: str
    ca_file: Path | None = None
    cert_file: Path | None = None
    key_file: Path | None = None
    allow_unencrypted: bool = False


def workers_of(scheduler: Scheduler) -> OpenExecutor:
    """What opens an executor there. Raises UsageFault where the address won't do, a file isn't there, or Dask is missing."""
    _check_address(scheduler)
    for file in (scheduler.ca_file, scheduler.cert_file, scheduler.key_file):
        if file is not None and not file.is_file():
            raise UsageFault(f"there is no file {file}", remedy="Look at the paths of the scheduler's certificates.")
    try:
        import distributed
    except ImportError as error:
        raise UsageFault(
            f"--scheduler needs Dask, which isn't installed ({error})", remedy="pip install 'onlinealter[dask]'"
        ) from error

    # What it has to say of lost connections is told by the task that they concern.
    logging.getLogger("distributed").setLevel(logging.CRITICAL)
    for name in ("distributed.client", "distributed.comm", "distributed.core", "distributed.batched"):
        logging.getLogger(name).setLevel(logging.CRITICAL)

    def open_executor() -> Executor:
        try:
            security = _security(scheduler, distributed)
            return _DaskExecutor(
                distributed.Client(scheduler.address, security=security, timeout=_TIME_LIMIT, set_as_default=False)
            )
        except (TypeError, RuntimeError, ValueError) as error:
            raise UsageFault(
                f"the scheduler {scheduler.address} can't be used as it is given: {error}",
                remedy="Give --scheduler-ca, --scheduler-cert and --scheduler-key, or set distributed.comm.tls in Dask's"
                " configuration.",
            ) from error
        except OSError as error:
            raise Unreachable(
                f"the scheduler {scheduler.address} doesn't answer: {error}",
                remedy="See that it is up, and that its certificates are by the same CA.",
                passing=True,
            ) from error

    return open_executor


def _security(scheduler: Scheduler, distributed: Any) -> Any:  # noqa: ANN401 - the library publishes no types
    given = {
        "tls_ca_file": scheduler.ca_file,
        "tls_client_cert": scheduler.cert_file,
        "tls_client_key": scheduler.key_file,
    }
    files = {name: str(file) for name, file in given.items() if file is not None}
    encrypted = scheduler.address.startswith(f"{_TLS}:")
    return distributed.Security(require_encryption=True, **files) if encrypted else None


def _check_address(scheduler: Scheduler) -> None:
    """Whoever reaches a scheduler runs code on workers that hold passwords; so plain connections stay on this machine."""
    parts = urlsplit(scheduler.address)
    try:
        complete = bool(parts.hostname and parts.port)
    except ValueError:
        complete = False
    if parts.scheme not in (_TLS, _PLAIN) or not complete or parts.username is not None:
        raise UsageFault(f"--scheduler: expected tls://HOST:PORT, found '{_shown(parts)}'", remedy=_HOW)
    if parts.scheme == _PLAIN and not scheduler.allow_unencrypted and not _is_loopback(parts.hostname or ""):
        raise UsageFault(
            f"--scheduler: {scheduler.address} isn't encrypted: whoever reaches it runs code on the workers, which have"
            " the servers' passwords",
            remedy=f"{_HOW} Where nobody else reaches the network, --allow-unencrypted takes it as it is.",
        )


def _shown(parts: SplitResult) -> str:
    return parts._replace(netloc=parts.netloc.rpartition("@")[2]).geturl()


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


class _DaskExecutor(Executor):
    """A client's executor whose tasks have names that a dashboard may show, and which says when its scheduler is gone."""

    def __init__(self, client: Any) -> None:  # noqa: ANN401 - the library publishes no types
        self._client, self._inner = client, client.get_executor(pure=False)
        self._mark, self._numbers = uuid4().hex[:8], count(1)

    def submit(self, fn: Any, /, *args: Any, **kwargs: Any) -> Future[Any]:  # noqa: ANN401 - as the base class has it
        if self._client.status != "running":
            raise BrokenExecutor(f"the scheduler is gone: its client is {self._client.status}")
        task = args[0] if args else None
        named = f"{task.shard}/{task.phases.replace(' ', '-')}" if isinstance(task, Task) else "task"
        future: Future[Any] = self._inner.submit(fn, *args, **kwargs, key=f"{named}/{self._mark}-{next(self._numbers)}")
        return future

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:  # noqa: ARG002 - as the base class
        self._client.close(timeout=_TIME_LIMIT if wait else 1.0)
