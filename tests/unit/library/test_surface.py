"""What belongs to the Python interface, and what asking for it costs."""

from __future__ import annotations

import inspect
import subprocess
import sys

import pytest

import onlinealter as oa
from onlinealter import library
from onlinealter.model import errors, events

# What only the command line raises or makes.
_NOT_RAISED = frozenset(
    {"FaultMissed", "RehearsedLoadFailed", "RehearsedTestFailed", "SandboxError", "Unfinished"}
    | {"QueryPlanWorse", "ThresholdCrossed"}
)
_NOT_SENT = {"ChunkDone", "Sampled", "Envelope"}


def _classes(module: object, base: type) -> set[str]:
    found = inspect.getmembers(module, lambda each: inspect.isclass(each) and issubclass(each, base))
    return {name for name, _ in found}


def test_the_surface_is_what_all_names() -> None:
    """One list, and each of its names is there."""
    assert set(oa.__all__) == set(library.__all__)
    assert [name for name in oa.__all__ if getattr(oa, name) is not getattr(library, name)] == []


def test_nothing_else_is_there() -> None:
    """A folder that was imported beside it is no part of the surface; what isn't there says so as any module does."""
    with pytest.raises(AttributeError, match="has no attribute 'Fleeet'"):
        _ = oa.Fleeet  # type: ignore[attr-defined]
    assert set(oa.__all__) <= set(dir(oa))


def test_all_errors_and_events_that_a_call_can_meet_are_named() -> None:
    """So that a program can tell them apart without a private import."""
    assert _classes(errors, errors.OnlineAlterError) - _NOT_RAISED <= set(oa.__all__)
    assert _classes(events, events.Event) - _NOT_SENT <= set(oa.__all__)


def test_all_that_is_public_says_what_it_means() -> None:
    """Each call and class has a docstring."""
    assert [name for name in oa.__all__ if not inspect.getdoc(getattr(oa, name))] == []


def test_the_import_alone_loads_nothing() -> None:
    """The command line, which imports the package first, begins as quickly as before."""
    code = "import sys, onlinealter; print(sorted(name for name in sys.modules if name.startswith('onlinealter.')))"
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "[]"


def test_the_interface_needs_no_library_for_looks() -> None:
    """What prints isn't even loaded."""
    code = "import sys, onlinealter as oa; oa.run; print({'click', 'rich', 'onlinealter.cli'} & set(sys.modules))"
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "set()"
