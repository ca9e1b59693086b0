"""A plan as one text that another machine reads: JSON with the keys of a plan file."""

from __future__ import annotations

import json
from dataclasses import fields

from onlinealter.model.errors import UsageFault
from onlinealter.model.plan import Plan, Settings
from onlinealter.planning.plan_file import PlanFile, plan_from_values
from onlinealter.planning.plan_file_faults import Faults
from onlinealter.planning.table_reference import written_table

_REMEDY = "It is made from a plan file; docs/plan-file.md says what that may hold."


def plan_as_text(plan: Plan, schema: str = "") -> str:
    """All of the plan, settings only where they differ from the defaults. It names no server, and no account."""
    given: dict[str, object] = {
        "name": plan.name or plan.table,
        "table": ".".join(written_table(each) for each in (schema, plan.table) if each),
        "alter": list(plan.alter),
        "allow": list(plan.allow),
        "columns": dict(plan.columns),
        "reverse": dict(plan.reverse),
    }
    given |= {key: value for key, value in (("where", plan.where), ("precondition", plan.precondition)) if value}
    standard = Settings()
    own = {each.name: getattr(plan.settings, each.name) for each in fields(Settings)}
    given["settings"] = {name: value for name, value in own.items() if value != getattr(standard, name)}
    return json.dumps(given, sort_keys=True)


def plan_of_text(text: str) -> PlanFile:
    """The plan and its schema. Raises UsageFault with all that is wrong."""
    try:
        given = json.loads(text)
    except ValueError as error:
        raise UsageFault(f"the plan's text can't be read: {error}", remedy=_REMEDY) from error
    if not isinstance(given, dict):
        raise UsageFault("the plan's text is no object", remedy=_REMEDY)
    return plan_from_values(given, "", Faults("the plan's text", "", _REMEDY))
