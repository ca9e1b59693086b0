"""Where a rehearsal takes place: on the candidate that the command line names, or on a copy that is made for it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from onlinealter.cli.candidate_server import candidate_of
from onlinealter.cli.credentials import Servers
from onlinealter.cli.options import TargetArguments
from onlinealter.cli.production import production_schema, production_servers
from onlinealter.cli.target import Subject
from onlinealter.engine.stop import StopFlag
from onlinealter.engine.target import Target
from onlinealter.model.events import Notice
from onlinealter.mysql.connection import Account
from onlinealter.report.output import Output

if TYPE_CHECKING:
    from onlinealter.cli.dry_run import RehearsalOptions
    from onlinealter.rehearsal.copies.server import Copy, Wanted


@dataclass(frozen=True)
class Place:
    """The target there, production's servers that it must not be one of, and what is to be said of the place."""

    target: Target
    production: tuple[Account, ...]
    notes: tuple[str, ...] = ()


def faults_of_place(options: RehearsalOptions) -> list[str]:
    """What is wrong with the options that say where."""
    given = [option for option, value in options.places if value]
    if len(given) == 1:
        return []
    names = ", ".join(option for option, _ in options.places)
    return [f"{' and '.join(given)} are given, and one says where" if given else f"one of {names} is needed"]


@contextmanager
def place_of(
    options: RehearsalOptions, words: TargetArguments, subject: Subject, output: Output, stop: StopFlag
) -> Iterator[Place]:
    """Where to rehearse; a copy is removed at the end."""
    production = production_servers(words, subject.file, os.environ)
    if options.against:
        target = subject.target_on(candidate_of(options.against, "--against", words))
        if not production:
            said = "neither --dsn nor --shards names production: only the mark tells that this is another server"
            output.report(Notice(said))
        yield Place(target, production)
        return
    from onlinealter.rehearsal.copies.server import Wanted

    schema = subject.where.schema or production_schema(words, subject.file, os.environ)
    wanted = Wanted(schema, subject.where.table, production)
    with _copy(options, wanted, output, stop) as copy:
        yield Place(subject.target_on(Servers(copy.account, (), copy.schema)), (), copy.notes)


def _copy(options: RehearsalOptions, wanted: Wanted, output: Output, stop: StopFlag) -> AbstractContextManager[Copy]:
    from onlinealter.rehearsal.copies.from_datadir import copy_from_datadir
    from onlinealter.rehearsal.copies.from_dump import copy_from_dump
    from onlinealter.rehearsal.copies.templates import copy_from_template

    if options.from_dump is not None:
        return copy_from_dump(options.from_dump, wanted, output, stop)
    if options.from_datadir is not None:
        return copy_from_datadir(options.from_datadir, wanted, output, stop)
    return copy_from_template(options.template, wanted, output, stop)
