"""The options of a rehearsal that have to be right before it begins: all their faults at once."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from onlinealter.cli.output_file import can_be_written
from onlinealter.cli.rehearsal_place import faults_of_place
from onlinealter.model.errors import UsageFault
from onlinealter.model.rehearsal import Rehearsed
from onlinealter.planning.queries_file import read_queries_file
from onlinealter.rehearsal.programs import words_of
from onlinealter.rehearsal.rehearse import BUILTIN
from onlinealter.rehearsal.thresholds import OF_THE_BUILTIN_LOAD, Condition, conditions_of, faults_of_baseline
from onlinealter.report.record_file import read_line, recorded_in
from onlinealter.tables.queries import Query

if TYPE_CHECKING:
    from onlinealter.cli.dry_run import RehearsalOptions

_T = TypeVar("_T")


class Limits(NamedTuple):
    """What a rehearsal is held against: queries, thresholds, and the record of an earlier one."""

    queries: tuple[Query, ...]
    conditions: tuple[Condition, ...]
    baseline: Rehearsed | None


def limits_of(options: RehearsalOptions, beside: Path | None = None) -> Limits:
    """Read the files and the thresholds; of queries those ``beside`` the plan where none are given.

    Raises UsageFault with whatever is wrong in any of the options.
    """
    faults = faults_of_place(options)
    for option, command in (("--test", options.test), ("--load", options.load)):
        if command:
            _tried(partial(words_of, command, option), faults)
    if options.result_file is not None and not can_be_written(options.result_file):
        faults.append(f"{options.result_file} can't be written; name another file with -o")
    file = options.queries or beside
    queries = _tried(partial(read_queries_file, file), faults) if file else ()
    conditions = _tried(partial(conditions_of, options.fail_if, baseline=options.baseline is not None), faults) or ()
    baseline = _tried(partial(_baseline, options.baseline), faults)
    if baseline is not None:
        faults += faults_of_baseline(baseline, conditions)
    asked = sorted({each.name for each in conditions} & OF_THE_BUILTIN_LOAD)
    if asked and options.load != BUILTIN:
        faults.append(f"'{asked[0]}' in --fail-if is measured by --load {BUILTIN}, which is not given")
    if faults:
        raise UsageFault("the rehearsal's options are wrong", faults=faults, remedy="Nothing was started. Fix them all.")
    return Limits(queries or (), conditions, baseline)


def _tried(read: Callable[[], _T], faults: list[str]) -> _T | None:
    try:
        return read()
    except UsageFault as fault:
        faults += [f"{fault.message}: {each}" for each in fault.faults] or [fault.message]
        return None


def _baseline(file: Path | None) -> Rehearsed | None:
    return recorded_in(read_line(file)) if file is not None else None
