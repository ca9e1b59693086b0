"""``--scheduler``: shards' work as tasks for workers behind a Dask scheduler."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, fields
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from onlinealter.cli.options import Function, TargetArguments
from onlinealter.model.errors import UsageFault

if TYPE_CHECKING:
    from onlinealter.cli.target import Subject
    from onlinealter.fleet.workers import Workers


@dataclass(frozen=True)
class SchedulerArguments:
    """The scheduler as it was written on the command line."""

    scheduler: str = ""
    scheduler_ca: Path | None = None
    scheduler_cert: Path | None = None
    scheduler_key: Path | None = None
    allow_unencrypted: bool = False


def scheduler_options(function: Function) -> Function:
    """Add the options that name a scheduler; they come as one ``scheduling``."""
    names = [each.name for each in fields(SchedulerArguments)]

    @wraps(function)
    def bundled(**given: Any) -> None:  # noqa: ANN401 - what click has parsed
        function(scheduling=SchedulerArguments(**{name: given.pop(name) for name in names}), **given)

    found: Function = bundled
    for option in reversed(_OPTIONS):
        found = option(found)
    return found


_OPTIONS: tuple[Callable[[Function], Function], ...] = (
    click.option(
        "--scheduler",
        default=SchedulerArguments.scheduler,
        metavar="ADDRESS",
        help="With --shards: let the workers of this Dask scheduler do the work, tls://HOST:PORT (docs/scale-out.md).",
    ),
    click.option(
        "--scheduler-ca", type=click.Path(path_type=Path), metavar="FILE", help="The CA of the scheduler's certificate."
    ),
    click.option(
        "--scheduler-cert", type=click.Path(path_type=Path), metavar="FILE", help="Your certificate for the scheduler."
    ),
    click.option(
        "--scheduler-key", type=click.Path(path_type=Path), metavar="FILE", help="The private key of that certificate."
    ),
    click.option(
        "--allow-unencrypted",
        is_flag=True,
        default=SchedulerArguments.allow_unencrypted,
        help="Accept a scheduler on another machine without TLS (tcp://HOST:PORT).",
    ),
)


def faults_of_scheduler(words: TargetArguments, given: SchedulerArguments) -> None:
    """Raise UsageFault where a scheduler is named and can't be used with the other words."""
    if given.scheduler and words.shards is None:
        raise UsageFault("--scheduler needs --shards FILE", remedy="Without it the command works on one server by itself.")
    if given.scheduler and words.ask_password:
        raise UsageFault(
            "--scheduler and --ask-password are given; a typed password doesn't travel to the workers",
            remedy="Let the shards file name where a worker finds it, or give the workers an option file.",
        )
    if given.scheduler and words.plan_file is None and not words.alter:
        raise UsageFault(
            "--scheduler needs the plan, which is what the workers are given",
            remedy="Name the plan file, or --table with the --alter that the run was started with.",
        )


@contextmanager
def workers_for(words: TargetArguments, subject: Subject, given: SchedulerArguments) -> Iterator[Workers | None]:
    """The scheduler's workers, which are let go of at the end; None where no scheduler is named."""
    if not given.scheduler or subject.plan is None:
        yield None
        return
    from onlinealter.fleet.dask_workers import Scheduler, workers_of
    from onlinealter.fleet.task import Errand, settings_as_text
    from onlinealter.fleet.workers import Workers
    from onlinealter.planning.plan_text import plan_as_text

    errand = Errand(
        plan_as_text(subject.plan, subject.where.schema),
        settings_as_text(subject.changes),
        str(words.shards),
        str(words.defaults_file or ""),
    )
    address = Scheduler(
        given.scheduler, given.scheduler_ca, given.scheduler_cert, given.scheduler_key, given.allow_unencrypted
    )
    with closing(Workers(workers_of(address), errand)) as workers:
        workers.open()
        yield workers
