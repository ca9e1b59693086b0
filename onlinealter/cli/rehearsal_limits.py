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
from onlinealter.rehearsal.thresholds import OF_OUR_LOADS, Condition, conditions_of, faults_of_baseline
from onlinealter.rehearsal.writes.mix import Mix, mix_of
from onlinealter.report.readable import one_line
from onlinealter.report.record_file import read_line, read_traffic, recorded_in
from onlinealter.tables.queries import Query

if TYPE_CHECKING:
    from onlinealter.cli.dry_run import RehearsalOptions

_T = TypeVar("_T")


LIKE = "like:"  # before the file of a load like production's


class Limits(NamedTuple):
    """What a rehearsal is held against: queries, thresholds, and the record of an earlier one; and the mix of its load."""

    queries: tuple[Query, ...]
    conditions: tuple[Condition, ...]
    baseline: Rehearsed | None
    mix: Mix | None


def limits_of(options: RehearsalOptions, beside: Path | None = None, table: str = "") -> Limits:
    """Read the files and the thresholds for a rehearsal of the table; of queries those ``beside`` the plan where none are
    given.

    Raises UsageFault with whatever is wrong in any of the options.
    """
    faults = faults_of_place(options)
    like = options.load.startswith(LIKE)
    for option, command in (("--test", options.test), ("--load", "" if like else options.load)):
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
    asked = sorted({each.name for each in conditions} & OF_OUR_LOADS)
    if asked and options.load != BUILTIN and not like:
        faults.append(f"'{asked[0]}' in --fail-if is measured by --load {BUILTIN} or {LIKE}FILE, which is not given")
    mix = _tried(partial(_mix, options, table), faults) if like else None
    if options.load_factor is not None and not like:
        faults.append(f"--load-factor is about --load {LIKE}FILE, which is not given")
    if faults:
        raise UsageFault("the rehearsal's options are wrong", faults=faults, remedy="Nothing was started. Fix them all.")
    return Limits(queries or (), conditions, baseline, mix)


def _tried(read: Callable[[], _T], faults: list[str]) -> _T | None:
    try:
        return read()
    except UsageFault as fault:
        faults += [f"{fault.message}: {each}" for each in fault.faults] or [fault.message]
        return None


def _mix(options: RehearsalOptions, table: str) -> Mix:
    file = Path(options.load.removeprefix(LIKE))
    if options.load == LIKE:
        raise UsageFault(f"--load {LIKE} names no file")
    traffic = read_traffic(file)
    if not traffic.table.lower().endswith(f".{table.lower()}"):  # the copy's schema may have another name
        raise UsageFault(f"{file} is about the table {one_line(traffic.table)}, and {table} is to be rehearsed")
    values = [value for each in traffic.statements for value in (each.per_second, each.rows_each or 0.0)]
    if any(value < 0 for value in (*values, *(each.share for each in traffic.indexes))):
        raise UsageFault(f"{file} has a rate below zero")
    mix = mix_of(traffic, options.load_factor or 1.0)
    if not mix.shares:
        raise UsageFault(f"{file} has no statements: none came while it was measured")
    return mix


def _baseline(file: Path | None) -> Rehearsed | None:
    return recorded_in(read_line(file)) if file is not None else None
