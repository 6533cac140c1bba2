"""How a decision of the routing rule is written down, and what a change of circumstances asks for."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from accounts.routing.choices import Reason, RouteRole, Verdict
from accounts.routing.rules import Route, RoutingFacts, Step, conflicts, stands_in_route


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


def may_keep(facts: RoutingFacts, handler_id: UUID | None, *, was_chosen: bool) -> bool:
    """Whether the handler stays as things are now: free of conflict, and in the route unless somebody chose them."""
    if handler_id is None or conflicts(facts, handler_id):
        return False
    return was_chosen or stands_in_route(facts, handler_id)
