"""``python -m tests.docs.generate``: the pages of docs/ that are made from the code; ``--check`` only compares."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path

import click

from onlinealter.cli.command import Command
from onlinealter.cli.group import online_alter
from onlinealter.model import errors
from onlinealter.model.errors import OnlineAlterError
from onlinealter.model.exit_codes import ExitCode
from onlinealter.planning.plan_file import KEYS
from onlinealter.planning.plan_sections import SERVER_KEYS
from onlinealter.planning.setting_values import SETTINGS, expectation
from tests.docs import plan_keys, promises, record_schema

DOCS = Path(__file__).parents[2] / "docs"
WIDTH = 100  # characters of a help page
_MADE = "<!-- Made by `make docs` from {source}; edit that instead. -->"


def pages() -> dict[str, str]:
    """Every generated page: its name, and its text as the code has it now."""
    return {
        "commands.md": _page("the commands' own help", commands_page()),
        "exit-codes.md": _page("onlinealter/model/exit_codes.py", exit_codes_page()),
        "promises.md": _page("tests/guards", promises.page()),
        "estimate.schema.json": record_schema.estimate_page(),
        "rehearsal.schema.json": record_schema.rehearsal_page(),
        "run.schema.json": record_schema.run_page(),
        "traffic.schema.json": record_schema.traffic_page(),
        "plan-file.md": _page("onlinealter/model/plan.py and tests/docs/plan_keys.py", plan_file_page()),
    }


def stale_pages() -> list[str]:
    """Names of the pages whose files say something else than the code."""
    return [name for name, text in pages().items() if not _holds(DOCS / name, text)]


def commands_page() -> Iterator[str]:
    """One section per command, with its help as the terminal shows it."""
    yield "# Commands"
    yield ""
    yield "`online-alter COMMAND --help` shows the same. What the exit codes mean: [exit-codes.md](exit-codes.md). What a"
    yield "plan file holds: [plan-file.md](plan-file.md)."
    for words, command in _commands(online_alter, ("online-alter",)):
        yield from ("", f"## {' '.join(words)}", "", "```text", _help(words, command), "```")


def exit_codes_page() -> Iterator[str]:
    """One row per code."""
    references: dict[ExitCode, list[str]] = {}
    for error in _error_classes():
        references.setdefault(error.exit_code, []).append(f"`{error.reference}`")
    yield "# Exit codes"
    yield ""
    yield "Each command's help lists the codes it can end with. The reference is what `--json` calls the error."
    yield ""
    yield "| code | name | reference | meaning |"
    yield "|---:|---|---|---|"
    for code in ExitCode:
        found = ", ".join(references.get(code, ()))
        yield f"| {int(code)} | {code.name.lower().replace('_', '-')} | {found} | {code.sentence} |"


def plan_file_page() -> Iterator[str]:
    """The keys by section, then an example."""
    yield from plan_keys.INTRODUCTION.strip().splitlines()
    yield from ("", "## Keys", "", "| key | takes | meaning |", "|---|---|---|")
    yield from (_row(key, *plan_keys.KEYS[key]) for key in KEYS if key not in plan_keys.SECTIONS)
    for key in KEYS:
        if key in plan_keys.SECTIONS:
            yield from ("", f"## [{key}]", "", *plan_keys.SECTIONS[key].strip().splitlines())
            yield from _section_rows(key)
    yield from ("", *plan_keys.INCLUDES.strip().splitlines())


def _section_rows(section: str) -> Iterator[str]:
    if section == "settings":
        yield from ("", "| key | takes | default | live | meaning |", "|---|---|---|---|---|")
        for name, known in SETTINGS.items():
            live = "yes" if known.metadata["live"] else ""
            yield _row(name, expectation(name), f"`{_as_toml(known.default)}`", live, known.metadata["sentence"])
    if section == "server":
        yield from ("", "| key | takes | meaning |", "|---|---|---|")
        yield from (_row(key, *plan_keys.SERVER_KEYS[key]) for key in SERVER_KEYS)


def _row(key: str, *cells: str) -> str:
    return f"| {' | '.join([f'`{key}`', *(cell.replace('|', '&#124;') for cell in cells)])} |"


def _as_toml(value: object) -> str:
    return f'"{value}"' if isinstance(value, str | StrEnum) else str(value).lower()


def _commands(group: click.Group, words: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    yield words, group
    context = click.Context(group, info_name=" ".join(words))
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        assert command is not None, f"{name} is listed but can't be had"
        if isinstance(command, click.Group):
            yield from _commands(command, (*words, name))
        else:
            assert isinstance(command, Command), f"{name} doesn't tell its exit codes"
            yield (*words, name), command


def _help(words: tuple[str, ...], command: click.Command) -> str:
    context = click.Context(
        command, info_name=" ".join(words), max_content_width=WIDTH, terminal_width=WIDTH, help_option_names=["-h", "--help"]
    )
    return "\n".join(line.rstrip() for line in click.unstyle(command.get_help(context)).strip().splitlines())


def _error_classes() -> Iterator[type[OnlineAlterError]]:
    """In the order of their definition; parts of the tool may have errors of their own below these."""
    for found in vars(errors).values():
        if isinstance(found, type) and issubclass(found, OnlineAlterError) and found is not OnlineAlterError:
            yield found


def _page(source: str, lines: Iterator[str]) -> str:
    title, *others = lines
    return "\n".join([title, "", _MADE.format(source=source), *others]) + "\n"


def _holds(file: Path, text: str) -> bool:
    return file.exists() and file.read_text(encoding="utf-8") == text


def main(words: list[str]) -> int:
    """Write the pages, or with ``--check`` say which are not as the code has them."""
    stale = stale_pages()
    if "--check" in words:
        for name in stale:
            sys.stderr.write(f"docs/{name} is not as the code has it; call 'make docs'\n")
        return int(bool(stale))
    for name in stale:
        (DOCS / name).write_text(pages()[name], encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
