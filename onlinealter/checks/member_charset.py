"""An ENUM or SET whose members change their character set: the servers' own ALTER loses values there."""

from __future__ import annotations

from onlinealter.checks.check import ChangeInput, refusal
from onlinealter.model.findings import Finding

NAME = "member-charset"


def check(context: ChangeInput) -> list[Finding]:
    """With members outside of ASCII the server's own ALTER turns values into '', so there is nothing to be equal to."""
    return [
        refusal(
            NAME,
            f"column {each.target.name} has members outside of ASCII "
            f"and goes from {each.source.charset} to {each.target.charset}: the server's own ALTER makes '' of such values",
            f"Leave {each.target.name} in {each.source.charset}: write DEFAULT CHARACTER SET instead of CONVERT TO, and a "
            f"MODIFY for each other column. Or make {each.target.name} a VARCHAR by a run before.",
        )
        for each in context.forward.columns
        if each.source is not None
        and each.source.values
        and each.target.kind in ("enum", "set")
        and each.source.charset != each.target.charset
        and not all(value.isascii() for value in each.source.values)
    ]
