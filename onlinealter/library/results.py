"""What calls give back, where the engine's own values aren't it."""

from __future__ import annotations

from dataclasses import dataclass

from onlinealter.model.errors import Refused
from onlinealter.model.findings import Finding
from onlinealter.model.states import Phase


@dataclass(frozen=True)
class Checked:
    """What a check found. ``refusal`` is the error that a run would end with, or None where the way is free."""

    findings: tuple[Finding, ...] = ()
    refusal: Refused | None = None

    def raise_for_refusals(self) -> None:
        """Raise Refused if a finding refuses the alteration."""
        if self.refusal is not None:
            raise self.refusal


@dataclass(frozen=True)
class PlannedPhase:
    """The statements that a phase would run, in their order."""

    phase: Phase
    statements: tuple[str, ...]
