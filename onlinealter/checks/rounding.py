"""Changes of type in which the server would lose a part of a value without an error, whatever the rows hold."""

from __future__ import annotations

from onlinealter.checks.check import ChangeInput, refusal
from onlinealter.model.findings import Finding
from onlinealter.tables.conversions import losses

NAME = "rounding"


def check(context: ChangeInput) -> list[Finding]:
    """Where a lost part can't even be made an error: refused unless the plan allows it by column."""
    found = []
    for each in context.forward.columns:
        for loss in losses(each.source, each.target) if each.source else ():
            allowed = f"{loss.kind}:{each.target.name}"
            if loss.silent and not loss.refused and allowed not in context.plan.allow:
                found.append(
                    refusal(
                        NAME,
                        f"column {each.target.name}: {loss.what} would be lost without an error",
                        f'Choose a wider type, or say allow = ["{allowed}"] in the plan.',
                    )
                )
    return found
