"""PLAN.estimate.json, and what a journal keeps. Nothing read is taken on trust: types are looked at, sizes bounded."""

from __future__ import annotations

import json
from pathlib import Path
from typing import NoReturn

from onlinealter.model.errors import UsageFault
from onlinealter.model.estimate import FORMAT, Estimate
from onlinealter.model.event_values import members
from onlinealter.model.measured import Expected, Measured
from onlinealter.model.typed_values import Unfit, value_of

ENDING = ".estimate.json"
_EVENT = "estimated"
_MOST_BYTES = 1_000_000
_LONGEST = 20_000  # characters
_AGAIN = "Take the file away, and let `online-alter check PLAN` write it again."


def estimate_file(plan_file: Path) -> Path:
    """The file beside a plan: its name with another ending."""
    return plan_file.with_suffix(ENDING)


def estimate_text(estimate: Estimate) -> str:
    """As it stands in the file."""
    line = {"event": _EVENT, "format": FORMAT} | members(estimate)
    return json.dumps(line, indent=2, ensure_ascii=False) + "\n"


def read_estimate(file: Path) -> Estimate:
    """Raises UsageFault where the file holds none that this version reads."""
    try:
        if file.stat().st_size > _MOST_BYTES:
            raise UsageFault(f"{file} is larger than any estimate", remedy=_AGAIN)
        line = json.loads(file.read_text(encoding="utf-8"), parse_constant=_no_constant)
    except OSError as error:
        raise UsageFault(f"{file} can't be read: {error.strerror}", remedy="`online-alter check PLAN` writes it.") from error
    except (ValueError, RecursionError) as error:
        raise UsageFault(f"{file} is not JSON", remedy=_AGAIN) from error
    if not isinstance(line, dict) or line.get("event") != _EVENT:
        raise UsageFault(f"{file} is not an estimate", remedy=_AGAIN)
    if line.get("format") != FORMAT:
        raise UsageFault(f"{file} has the format {line.get('format')!r}, and this version reads {FORMAT}", remedy=_AGAIN)
    try:
        found: Estimate = value_of(Estimate, line, "estimate")
    except Unfit as fault:
        raise UsageFault(f"{file}: {fault}", remedy=_AGAIN) from fault
    return found


def estimate_beside(plan_file: Path, plan_digest: str) -> Estimate | None:
    """What stands beside the plan and is of this very change; None without one."""
    file = estimate_file(plan_file)
    if not file.is_file():
        return None
    found = read_estimate(file)
    return found if found.plan_digest == plan_digest else None


def expected_of(estimate: Estimate) -> Expected:
    """What a run keeps of it, to be compared with later."""
    return Expected(estimate.grade.value, estimate.seconds, estimate.disk_bytes, estimate.binlog_bytes)


def measured_from(text: str | None) -> Measured:
    """What a journal has kept; nothing yet if it is empty. Raises ValueError where it is something else."""
    if not text:
        return Measured()
    if len(text) > _LONGEST:
        raise ValueError(text[:80])
    try:
        found: Measured = value_of(Measured, json.loads(text, parse_constant=_no_constant), "measured")
    except Unfit as error:
        raise ValueError(str(error)) from error
    return found


def as_text(measured: Measured) -> str:
    """How a journal keeps it."""
    return json.dumps(members(measured))


def _no_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is no number of JSON")
