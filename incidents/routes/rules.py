"""How a decision of the routing rule is written down."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from accounts.routing.choices import Reason, RouteRole, Verdict
from accounts.routing.rules import Route, Step


def path_of(route: Route) -> dict[str, Any]:
    """The whole path considered as JSON: who, in which place, with what result and why."""
    return {
        "steps": [
            {
                "person": str(step.person_id) if step.person_id else None,
                "role": str(step.role),
                "verdict": str(step.verdict),
                "reasons": [str(reason) for reason in step.reasons],
            }
            for step in route.steps
        ],
        "handler": str(route.handler_id) if route.handler_id else None,
        "held": route.held,
        "alerts": [str(each) for each in route.alerts],
    }


def steps_of(path: Mapping[str, Any]) -> list[Step]:
    """The steps of a path as it was stored."""
    return [
        Step(
            UUID(each["person"]) if each["person"] else None,
            RouteRole(each["role"]),
            Verdict(each["verdict"]),
            tuple(Reason(reason) for reason in each["reasons"]),
        )
        for each in path["steps"]
    ]
