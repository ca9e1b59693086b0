"""The plans of a folder, as words and files say where they are."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, partial
from pathlib import Path

from onlinealter.apply.entry import Entry
from onlinealter.cli.credentials import Servers, find_servers
from onlinealter.cli.options import TargetArguments
from onlinealter.cli.target import Subject, TargetScope, chosen_changes, faults_of_shards, given_servers, subject_of
from onlinealter.model.errors import UsageFault
from onlinealter.planning.includes import shared_among
from onlinealter.planning.queries_file import is_beside_plan
from onlinealter.planning.sql_text import read_sql_file
from onlinealter.planning.table_reference import TableReference

_ENDINGS = (".sql", ".toml")


@dataclass(frozen=True)
class FolderPlan:
    """A plan of the folder: ``label`` is its file, with the statement's number where that has several."""

    file: Path
    label: str
    subject: Subject


def read_folder(folder: Path, words: TargetArguments) -> tuple[Entry, ...]:
    """The folder's plans on the servers that the words and the plans name.

    Raises UsageFault with what is wrong with all of them.
    """
    # The same servers are found once: --ask-password asks once, too.
    servers = cache(partial(find_servers, words=words))
    return entries_on(read_plans(folder, words), lambda subject: servers(*given_servers(words, subject.file)))


def read_plans(folder: Path, words: TargetArguments) -> tuple[FolderPlan, ...]:
    """The folder's plans and SQL files, in the order of the files' names; other files, queries beside a plan, and what plans
    of the folder share are left alone.

    Raises UsageFault with what is wrong with all of them.
    """
    if not folder.is_dir():
        raise UsageFault(f"there is no folder {folder}", remedy="Look at the path.")
    if wrong := faults_of_shards(words):
        raise UsageFault("; ".join(wrong), remedy="Give --shards FILE, or the server by --dsn.")
    there = [file for file in folder.iterdir() if file.suffix in _ENDINGS and not is_beside_plan(file)]
    shared = shared_among([file for file in there if file.suffix == ".toml"])
    found, faults = list[FolderPlan](), list[str]()
    for file in sorted((file for file in there if file not in shared), key=lambda file: file.name):
        try:
            found += (_from_sql if file.suffix == ".sql" else _from_plan)(file, words)
        except UsageFault as fault:
            faults += _in_file(file, fault)
    uses = Counter(each.subject.title for each in found)
    faults += [
        f"{each.label}: another file's plan has the name '{each.subject.title}', too"
        for each in found
        if uses[each.subject.title] > 1
    ]
    _raise(folder, faults)
    return tuple(found)


def entries_on(
    plans: Sequence[FolderPlan], servers_of: Callable[[Subject], Servers], settings: Mapping[str, object] = {}
) -> tuple[Entry, ...]:
    """These plans on servers, ``settings`` over the plans' own. Raises UsageFault with what is wrong with all of them."""
    found, faults = list[Entry](), list[str]()
    for each in plans:
        try:
            target = each.subject.target_on(servers_of(each.subject), settings)
        except UsageFault as fault:
            faults += _in_file(each.file, fault)
            continue
        if target.plan:
            found.append(Entry(each.label, target.plan, target))
    if faults:
        _raise(plans[0].file.parent, faults)
    return tuple(found)


def _from_plan(file: Path, words: TargetArguments) -> list[FolderPlan]:
    return [FolderPlan(file, file.name, subject_of(replace(words, plan_file=file), TargetScope.PLAN))]


def _from_sql(file: Path, words: TargetArguments) -> list[FolderPlan]:
    changes = chosen_changes(words.settings, "--set ")
    return [
        FolderPlan(
            file,
            file.name + each.plan.name.removeprefix(file.stem),
            Subject(TableReference(each.plan.table, each.schema), each.plan, changes, None),
        )
        for each in read_sql_file(file)
    ]


def _in_file(file: Path, fault: UsageFault) -> tuple[str, ...]:
    return fault.faults or (f"{file}: {fault.message}",)


def _raise(folder: Path, faults: Sequence[str]) -> None:
    if faults:
        raise UsageFault(
            f"the plans in {folder} can't be applied", faults=faults, remedy="Fix these files. Nothing was changed."
        )
