"""How an expected failure reads: what, why, and what to do next."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from onlinealter.model.errors import Interrupted, OnlineAlterError, Refused, ServerError, UsageFault
from onlinealter.report.readable import several_lines

_LABEL_WIDTH = 9


@dataclass(frozen=True)
class ErrorEntry:
    """One entry of the block; ``label`` says which of error, stopped, refusal, fix, next … it is."""

    label: str
    text: str


def error_entries(error: OnlineAlterError) -> list[ErrorEntry]:
    """List the block's entries in the order a reader needs them."""
    return [
        ErrorEntry("stopped" if isinstance(error, Interrupted) else "error", f"{error.message} [{error.reference}]"),
        *_reasons(error),
        ErrorEntry("next", _next_step(error)),
    ]


def error_block(error: OnlineAlterError) -> str:
    """Write the block as plain lines, each label once, its text's further lines below."""
    return "\n".join(_plain(entry) for entry in error_entries(error))


def _reasons(error: OnlineAlterError) -> Iterator[ErrorEntry]:
    if isinstance(error, UsageFault):
        yield from (ErrorEntry("fault", fault) for fault in error.faults)
    if isinstance(error, Refused):
        for finding in error.findings:
            yield ErrorEntry(finding.severity.value, f"{finding.check}: {finding.message}")
            if finding.remedy:
                yield ErrorEntry("  fix", finding.remedy)
    if isinstance(error, ServerError) and error.remedy:
        yield ErrorEntry("running", error.remedy)
    if isinstance(error.__cause__, OnlineAlterError):
        yield ErrorEntry("because", error.__cause__.message)


def _next_step(error: OnlineAlterError) -> str:
    if error.remedy and not isinstance(error, ServerError):
        return error.remedy
    return error.exit_code.sentence


def _plain(entry: ErrorEntry) -> str:
    indented = ("\n" + " " * _LABEL_WIDTH).join(several_lines(entry.text))
    return f"{entry.label:<{_LABEL_WIDTH}}{indented}"
