"""What a worker does with a task: it reads its own shards file and secrets, and answers with a small value in any case."""

from __future__ import annotations

import json
import os
import socket
import threading
import traceback
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import quote

from onlinealter.engine import alteration
from onlinealter.engine.stop import StopFlag
from onlinealter.engine.target import Target
from onlinealter.fleet.places import place_on
from onlinealter.fleet.shards_file import read_shards_file
from onlinealter.fleet.target import FleetShard
from onlinealter.fleet.task import DONE, NO_PLACE, NOTHING, Task, TaskEnd, see_that_it_is_known
from onlinealter.model.errors import Blocked, Interrupted, OnlineAlterError, UsageFault
from onlinealter.model.exit_codes import ExitCode
from onlinealter.model.ports import NullReporter
from onlinealter.model.states import Phase
from onlinealter.mysql.connection import Account
from onlinealter.planning.account_parts import AccountParts
from onlinealter.planning.account_sources import filled_here
from onlinealter.planning.accounts import account_of, filled_replica
from onlinealter.planning.plan_text import plan_of_text
from onlinealter.planning.setting_values import checked_setting

_HIDDEN = "…"
_PATIENCE = 10.0  # seconds to wait for a place on the server; afterwards others may use the worker
_FRAMES = 4  # places in the source that an unexpected error names


class NoPlace(Blocked):
    """Others are at work on the server, as many as may be."""

    reference = NO_PLACE


def work(task: Task) -> TaskEnd:
    """Take the task's shard through its phases. Nothing is raised, and no text of the answer has a password in it."""
    secrets: set[str] = set()
    try:
        see_that_it_is_known(task)
        outcome = DONE if _advance(task, secrets) else NOTHING
    except OnlineAlterError as error:
        faults = "".join(f"; {fault}" for fault in error.faults) if isinstance(error, UsageFault) else ""
        return _end(task, error, error.message + faults, secrets)
    except KeyboardInterrupt:
        return _end(task, Interrupted("", remedy="The same command continues."), "the worker was interrupted", secrets)
    except Exception as error:  # noqa: BLE001 - an exception would travel with its traceback, and be shown
        places = [f"{frame.filename}:{frame.lineno}" for frame in traceback.extract_tb(error.__traceback__)]
        said = f"{type(error).__name__}: {error}, at {', '.join(places[-_FRAMES:])}"
        fault = OnlineAlterError("", remedy="This is a fault of online-alter itself. Please report it.")
        return _end(task, fault, said, secrets)
    return TaskEnd(task.shard, outcome, ExitCode.DONE, worker=_me())


def _advance(task: Task, secrets: set[str]) -> bool:
    """Gives whether there was something to do."""
    fleet = read_shards_file(Path(task.errand.shards_file), os.environ)
    entry = next((each for each in fleet.shards if each.name == task.shard), None)
    if entry is None:
        raise UsageFault(
            f"the shards file {task.errand.shards_file} of this worker has no shard {task.shard}",
            remedy="Give all workers the shards file of the machine where the command is given.",
        )
    target = _target(task, _accounts(task, entry.primary, entry.replicas, secrets), entry.settings)
    shard = FleetShard(entry.name, entry.group, target)
    phases = [Phase(word) for word in task.phases.split()]
    with _place(task, shard, fleet.rollout.per_server) as stop:
        return alteration.advance(target, phases, NullReporter(), stop, task.choices()) is not None


def _accounts(
    task: Task, primary: AccountParts, replicas: Collection[AccountParts], secrets: set[str]
) -> tuple[str, tuple[Account, ...]]:
    """The schema that is named with the primary, and the accounts, the primary's first; their passwords are secrets."""
    named = Path(task.errand.defaults_file) if task.errand.defaults_file else None
    parts = filled_here(primary, os.environ, named)
    accounts = (account_of(parts), *(account_of(filled_replica(each, parts)) for each in replicas))
    secrets.update(text for each in accounts if each.password for text in (each.password, quote(each.password)))
    return parts.database or "", accounts


def _target(task: Task, found: tuple[str, tuple[Account, ...]], settings: Mapping[str, object]) -> Target:
    """The plan's table on these servers: the shard's settings over the plan's, the command line's over both."""
    database, (primary, *replicas) = found
    file = plan_of_text(task.errand.plan)
    schema = file.schema or database
    if not schema:
        raise UsageFault("the schema is not named", remedy="Name it in the shard's DSN, or SCHEMA.TABLE in the plan.")
    asked = {name: checked_setting(name, value) for name, value in json.loads(task.errand.settings).items()}
    over: dict[str, Any] = {**settings, **asked}
    plan = replace(file.plan, settings=replace(file.plan.settings, **over))
    return Target(plan.table, schema, primary, tuple(replicas), plan)


@contextmanager
def _place(task: Task, shard: FleetShard, per_server: int) -> Iterator[StopFlag]:
    """A place on the server where the task takes one, and the flag to work with. Raises NoPlace after a while without one:
    who waits here keeps a worker from others, and hears nobody.
    """
    stop = StopFlag()
    if not task.takes_place:
        yield stop
        return
    waiting = StopFlag()
    none = NoPlace(f"{per_server} shards of {shard.server} are being worked on", remedy="The same command continues.")
    timer = threading.Timer(_PATIENCE, lambda: waiting.fail(none))
    timer.daemon = True
    timer.start()
    try:
        with place_on(shard, per_server, waiting, NullReporter()):
            timer.cancel()
            yield stop
    finally:
        timer.cancel()


def _end(task: Task, error: OnlineAlterError, text: str, secrets: Collection[str]) -> TaskEnd:
    """What is told of an error, without the secrets."""
    text, remedy = (_without(each, secrets) for each in (text, error.remedy))
    shard = str(getattr(task, "shard", ""))
    return TaskEnd(shard, error.reference, int(error.exit_code), text, remedy, _me())


def _without(text: str, secrets: Collection[str]) -> str:
    for secret in sorted(secrets, key=len, reverse=True):
        text = text.replace(secret, _HIDDEN)
    return text


def _me() -> str:
    return f"{socket.gethostname()} process {os.getpid()}"
