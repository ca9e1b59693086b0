"""Does each allowed loss name something that can be lost, and that this server can be made to lose?"""

from __future__ import annotations

from onlinealter.checks.check import ChangeInput, refusal
from onlinealter.model.findings import Finding
from onlinealter.tables.conversions import losses

NAME = "allow"


def check(context: ChangeInput) -> list[Finding]:
    """An allowance that does nothing is a mistake: of the column's name, its kind, or its server."""
    found = []
    for allowance in context.plan.allow:
        kind, _, name = allowance.partition(":")
        if allowance == "rows":
            continue
        if kind == "unchanged":
            found += _useless_promise(context, allowance, name)
            continue
        mapped = next((each for each in context.forward.columns if each.target.name.lower() == name.lower()), None)
        possible = {loss.kind: loss for loss in losses(mapped.source, mapped.target)} if mapped and mapped.source else {}
        loss = next((each for each in possible.values() if each.kind == kind), None)
        if mapped is None or mapped.target.name != name:
            found.append(_refused(allowance, f"the new definition has no column {name}", "Look at the column's name."))
        elif loss is None:
            able = ", ".join(f'"{each}:{name}"' for each in possible) or "nothing"
            said = f"the change loses no value of {name} in this way"
            found.append(_refused(allowance, said, f"Allowed there: {able}."))
        elif not loss.instead or (loss.only_mysql and context.server.is_mariadb):
            where = "on MariaDB " if loss.instead else ""
            remedy = f'Say what they become: [columns] {name} = "…SQL over the old row…".'
            found.append(_refused(allowance, f"{where}the server has no value to put in place of {loss.what}", remedy))
    return found


def _useless_promise(context: ChangeInput, allowance: str, name: str) -> list[Finding]:
    if any(child.key.acts_on_update and name in child.key.referenced for child in context.children):
        return []
    return [_refused(allowance, f"no foreign key with ON UPDATE leads to a column {name}", "Take it out of the plan.")]


def _refused(allowance: str, why: str, remedy: str) -> Finding:
    return refusal(NAME, f'allow = ["{allowance}"]: {why}', remedy)
