"""A command that tells its exit codes, and a group that loads its commands when they are needed."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Mapping, Sequence
from importlib import import_module
from typing import Any

import click

from onlinealter.model.exit_codes import ExitCode

ALWAYS = (ExitCode.DONE, ExitCode.BUG, ExitCode.USAGE, ExitCode.INTERRUPTED)
ASKING = (*ALWAYS, ExitCode.UNREACHABLE, ExitCode.SERVER)
READING = (*ASKING, ExitCode.REFUSED)
ALTERING = (
    *READING, ExitCode.CONFLICT, ExitCode.BLOCKED, ExitCode.BUDGET, ExitCode.OWNED, ExitCode.CHANGED, ExitCode.WRONG_PHASE,
)  # fmt: skip
SWAPPING = (*ALTERING, ExitCode.DIFFERENT)
_OF_FLEETS = {"shards": (ExitCode.SOME_FAILED,), "answer": (ExitCode.ASKS, ExitCode.UNHEALTHY)}  # by option


class Command(click.Command):
    """A command whose help ends with its exit codes."""

    def __init__(self, *arguments: Any, exit_codes: tuple[ExitCode, ...], **options: Any) -> None:  # noqa: ANN401 - click's
        super().__init__(*arguments, **options)
        taken = {parameter.name for parameter in self.params}
        fleet = _OF_FLEETS if "against" not in taken else {}  # a rehearsal only asks the shards who they are
        of_fleets = [code for option, codes in fleet.items() if option in taken for code in codes]
        self.exit_codes = tuple(sorted({*exit_codes, *of_fleets}))

    def format_epilog(self, context: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the exit codes."""
        super().format_epilog(context, formatter)
        with formatter.section("Exit codes"):
            text = ", ".join(f"{int(code)}={_short_name(code)}" for code in self.exit_codes)
            for line in textwrap.wrap(text, formatter.width - formatter.current_indent, break_on_hyphens=False):
                formatter.write(f"{'':{formatter.current_indent}}{line}\n")


class LazyGroup(click.Group):
    """A group of commands, each imported from ``module:attribute`` when it is asked for."""

    def __init__(
        self,
        *arguments: Any,  # noqa: ANN401 - click's
        places: Mapping[str, str],
        sections: Mapping[str, Sequence[str]] = {},
        **options: Any,  # noqa: ANN401 - click's
    ) -> None:
        """``sections`` are the commands by what they are for, as the help lists them; without any it lists all as one."""
        super().__init__(*arguments, **options)
        self._places = places
        self._sections = sections or {"Commands": tuple(places)}

    def list_commands(self, _context: click.Context) -> list[str]:
        """The commands in the order in which they are needed."""
        return list(self._places)

    def format_commands(self, context: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the commands section by section, in one column."""
        found = {name: self.get_command(context, name) for name in self._places}
        width = max(map(len, found))
        room = formatter.width - width - 6
        for title, names in self._sections.items():
            with formatter.section(title):
                lines = [(name.ljust(width), each.get_short_help_str(room)) for name in names if (each := found[name])]
                formatter.write_dl(lines)

    def get_command(self, _context: click.Context, name: str) -> click.Command | None:
        """Import the command."""
        if name not in self._places:
            return None
        module, _, attribute = self._places[name].partition(":")
        found = getattr(import_module(module), attribute)
        if not isinstance(found, click.Command):
            raise TypeError(f"{self._places[name]} is not a command")
        return found


def command(exit_codes: tuple[ExitCode, ...]) -> Callable[[Callable[..., None]], Command]:
    """Make a function a command that can end with these codes."""

    def made(function: Callable[..., None]) -> Command:
        return click.command(cls=Command, exit_codes=exit_codes)(function)

    return made


def _short_name(code: ExitCode) -> str:
    return code.name.lower().replace("_", "-")
