"""The plans of a folder, as words and files say where they are."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from functools import cache, partial
from pathlib import Path

from onlinealter.apply.entry import Entry
from onlinealter.cli.credentials import Servers, find_servers
from onlinealter.cli.options import TargetArguments
from onlinealter.cli.target import Subject, TargetScope, chosen_changes, given_servers, subject_of
from onlinealter.engine.target import Target
from onlinealter.model.errors import UsageFault
from onlinealter.planning.account_parts import AccountParts
from onlinealter.planning.includes import shared_among
from onlinealter.planning.queries_file import is_beside_plan
from onlinealter.planning.sql_text import read_sql_file
from onlinealter.planning.table_reference import TableReference

_ENDINGS = (".sql", ".toml")


def read_folder(folder: Path, words: TargetArguments) -> tuple[Entry, ...]:
    """The entries of the folder's plans and SQL files, in the order of the files' names; other files, queries beside a plan,
    and what plans of the folder share are left alone.

    Raises UsageFault with what is wrong with all of them.
    """
    if not folder.is_dir():
        raise UsageFault(f"there is no folder {folder}", remedy="Look at the path.")
    there = [file for file in folder.iterdir() if file.suffix in _ENDINGS and not is_beside_plan(file)]
    shared = shared_among([file for file in there if file.suffix == ".toml"])
    files = sorted((file for file in there if file not in shared), key=lambda file: file.name)
    # The same servers are found once: --ask-password asks once, too.
    servers = cache(partial(find_servers, words=words))
    entries, faults = list[Entry](), list[str]()
    for file in files:
        try:
            entries += (_from_sql if file.suffix == ".sql" else _from_plan)(file, words, servers)
        except UsageFault as fault:
            faults += fault.faults or (f"{file}: {fault.message}",)
    uses = Counter(entry.plan.name for entry in entries)
    faults += [
        f"{entry.label}: another file's plan has the name '{entry.plan.name}', too"
        for entry in entries
        if uses[entry.plan.name] > 1
    ]
    if faults:
        raise UsageFault(
            f"the plans in {folder} can't be applied", faults=faults, remedy="Fix these files. Nothing was changed."
        )
    return tuple(entries)


_Finder = Callable[[AccountParts, tuple[AccountParts, ...]], Servers]


def _from_plan(file: Path, words: TargetArguments, servers: _Finder) -> list[Entry]:
    subject = subject_of(replace(words, plan_file=file), TargetScope.PLAN)
    target = subject.target_on(servers(*given_servers(words, subject.file)))
    return _entries(file.name, target)


def _from_sql(file: Path, words: TargetArguments, servers: _Finder) -> list[Entry]:
    entries = list[Entry]()
    found = servers(*given_servers(words, None))
    for each in read_sql_file(file):
        where = TableReference(each.plan.table, each.schema)
        subject = Subject(where, each.plan, chosen_changes(words.settings, "--set "), None)
        label = file.name + each.plan.name.removeprefix(file.stem)
        entries += _entries(label, subject.target_on(found))
    return entries


def _entries(label: str, target: Target) -> list[Entry]:
    return [Entry(label, target.plan, target)] if target.plan else []
