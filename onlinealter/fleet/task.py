"""A shard's work as a value that travels: texts only, and what came of it, too. Neither ever holds a secret."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from onlinealter import __version__
from onlinealter.engine.target import Choices
from onlinealter.model.errors import OnlineAlterError, ServerError, UsageFault
from onlinealter.model.states import Phase

FORMAT = "1"
"""Of tasks and their ends: another number is another agreement between those who hand out work and workers."""

DONE, NOTHING, NO_PLACE = "done", "nothing-to-do", "no-place"
_CHOICES = ("repair", "abort_when_hopeless", "unseen")
_PLACE = "place"


@dataclass(frozen=True)
class Errand:
    """What all tasks of one command have in common: the plan, the command line's settings, and the files' names, which are
    those of the worker's machine.
    """

    plan: str
    settings: str
    shards_file: str
    defaults_file: str = ""


@dataclass(frozen=True)
class Task:
    """Take one shard through phases. ``options`` are the choices that hold, and ``place`` where one is to be taken on the
    server; both are words with spaces between.
    """

    shard: str
    phases: str
    options: str
    errand: Errand
    version: str = __version__
    format: str = FORMAT

    @property
    def takes_place(self) -> bool:
        return _PLACE in self.options.split()

    def choices(self) -> Choices:
        """The choices as the engine takes them: who hands out tasks has asked before."""
        given = self.options.split()
        return Choices(**{name: name in given for name in _CHOICES})  # type: ignore[arg-type]  # they are truths


@dataclass(frozen=True)
class TaskEnd:
    """What came of a task. ``outcome`` is ``done``, ``nothing-to-do``, ``no-place`` where others are at work on the server,
    or the reference of an error; ``worker`` is the process that did it.
    """

    shard: str
    outcome: str
    exit_code: int = 0
    error: str = ""
    remedy: str = ""
    worker: str = ""
    version: str = __version__


def make_task(shard: str, phases: Sequence[Phase], choices: Choices, errand: Errand, *, takes_place: bool) -> Task:
    """The task of taking a shard through these phases."""
    options = [name for name in _CHOICES if getattr(choices, name)] + [_PLACE] * takes_place
    return Task(shard, " ".join(phases), " ".join(options), errand)


def settings_as_text(changes: Mapping[str, object]) -> str:
    """Settings by name, as a task has them."""
    return json.dumps(dict(changes), sort_keys=True)


def see_that_it_is_known(task: Task) -> None:
    """Raise UsageFault where another version made the task. Nothing else of it is read before."""
    theirs, form = getattr(task, "version", "?"), getattr(task, "format", "?")
    if (theirs, form) != (__version__, FORMAT):
        raise UsageFault(
            f"this worker has onlinealter {__version__} (tasks of format {FORMAT}), and the task was made by {theirs}"
            f" (format {form})",
            remedy="Install the same version where the command is given and on all workers; then give the command again.",
        )


def error_of(end: TaskEnd) -> OnlineAlterError | None:
    """The error that a task ended with, of its own kind again; None where it did what was asked for."""
    if end.outcome in (DONE, NOTHING):
        return None
    kind = {each.reference: each for each in _kinds(OnlineAlterError)}.get(end.outcome, OnlineAlterError)
    text = f"{end.error} (worker {end.worker})"
    if issubclass(kind, ServerError):
        error: OnlineAlterError = ServerError(0, end.error, statement=end.remedy)
        error.message, error.args = text, (text,)
        return error
    return kind(text, remedy=end.remedy)


def _kinds(kind: type[OnlineAlterError]) -> Iterator[type[OnlineAlterError]]:
    for each in kind.__subclasses__():
        yield each
        yield from _kinds(each)
