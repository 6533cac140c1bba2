"""Exceptions in the demo: one in force, one to be assessed, and one of high risk that lies before the directors."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from accounts.clients.models import Client
from accounts.organisations.queries import today
from accounts.staff.models import StaffMember
from boundaries.access.scope import Reason, as_system, speaking_for
from policies.adoption.queries import standing
from policies.demo.rights import person
from policies.exceptions.actions import start_exception, submit_exception
from policies.exceptions.choices import Answer, ExceptionCause
from policies.exceptions.deciding.actions import approve_exception, assess_exception, recommend_exception
from policies.exceptions.models import ExceptionRequest
from policies.exceptions.routes.actions import route_exception
from policies.exceptions.rules import Hazard, Safeguard
from policies.library.models import Clause

FRIENDSHIP = {"what": "She takes it for friendship, and waits for more.", "who": "Hana, and Amira too"}
PICNICS: dict[str, Any] = {
    "kind": "outing",
    "what": "A picnic by the harbour, once a week, with two other families from the house.",
    "place": "The green behind the harbour, Thursdays from four to six.",
    "company": "Two other families, and a volunteer.",
    "benefit": "She has hardly been out since the winter. With others around her she talks, and she sleeps better after it.",
    "wish": "“I would like to sit by the water, with people, and not alone.”",
    "support_plan": "Her plan says: among people at least once a week.",
    "hazards": [FRIENDSHIP | {"likelihood": 3, "impact": 3}],
}
PAPERS: dict[str, Any] = {
    "kind": "duty",
    "what": "Going with her to the school, to ask for a place for her nephew.",
    "who_asked": "Hana asked me. Her brother is at sea and cannot go.",
    "benefit": "The boy could begin in a fortnight, and she worries less.",
    "wish": "She would rather go with somebody who knows the words.",
    "support_plan": "It says nothing of school yet.",
    "hazards": [{"what": "I promise more than we can do.", "who": "Hana", "likelihood": 3, "impact": 2}],
}
WEDDING: dict[str, Any] = {
    "kind": "event",
    "what": "Hana is asked to my sister's wedding, as the whole house is. I would be there as family.",
    "place": "The community hall, on a Saturday from noon to midnight.",
    "company": "About eighty people, seven of them from the house.",
    "benefit": "The first feast since she came here, in her own language.",
    "wish": "She wants to go, and has sewn a dress for it.",
    "support_plan": "It says: to meet people of her own language.",
    "hazards": [
        {"what": "Everybody there sees me as her friend, not as her worker.", "who": "Hana and Ben", "likelihood": 5, "impact": 4}
    ],
}


def allow_an_exception_in_the_demo() -> None:
    """Amira may picnic with Hana once a week; it goes on for some weeks, and the team reads of it."""
    amira, elif_ = person("amira"), person("elif")
    day = today(amira.organisation)
    lasts = {"starts_on": day, "ends_on": day + timedelta(days=75)}
    picnics = _send(amira, PICNICS | lasts, ["RC-B-9"])
    with speaking_for(elif_):
        assess_exception(
            actor=elif_,
            exception_id=picnics.pk,
            hazards=[Hazard(**FRIENDSHIP, likelihood=3, impact=3, likelihood_after=2, impact_after=2)],
            safeguards=[
                Safeguard("A second worker or the volunteer is there from the first minute to the last.", amira.pk, day),
                Safeguard("Elif asks both how it goes, every second week.", elif_.pk, day + timedelta(days=14)),
            ],
            words="We talked about what Amira says when Hana asks her to stay longer.",
        )
        approve_exception(
            actor=elif_,
            exception_id=picnics.pk,
            reason="It does her good, others are there, and both know where it ends.",
            for_team="Amira goes to the Thursday picnics with Hana and two other families, from four to six. Never the two alone.",
            **lasts,
        )


def ask_for_exceptions_in_the_demo() -> None:
    """Ben asks for two: one waits for Elif to assess it, the other lies before the directors, with her word against it."""
    ben, elif_ = person("ben"), person("elif")
    day = today(ben.organisation)
    _send(ben, PAPERS | {"starts_on": day + timedelta(days=6), "ends_on": day + timedelta(days=6)}, ["RC-B-8"])
    feast = {"starts_on": day + timedelta(days=19), "ends_on": day + timedelta(days=19)}
    wedding = _send(ben, WEDDING | feast, ["PCF-DUAL-3", "RC-B-9"])
    with speaking_for(elif_):
        assess_exception(
            actor=elif_,
            exception_id=wedding.pk,
            hazards=[Hazard(**WEDDING["hazards"][0], likelihood_after=4, impact_after=3)],
            safeguards=[Safeguard("She comes and goes with the others from the house.", ben.pk, day + timedelta(days=12))],
            words="Ben sees both sides of it. We did not find a way that makes the risk small.",
        )
        recommend_exception(
            actor=elif_,
            exception_id=wedding.pk,
            answer=Answer.NO,
            reason="The others can take her without him. For her he would be a friend from that day on.",
        )


def _send(worker: StaffMember, facts: dict[str, Any], codes: Sequence[str]) -> ExceptionRequest:
    """About Hana, sent, and with whoever assesses it."""
    hana = Client.objects.get(organisation=worker.organisation, reference="C-1001")
    versions = standing(worker.organisation_id).values("version_id")
    clauses = list(Clause.objects.filter(version_id__in=versions, code__in=codes).values_list("pk", flat=True))
    with speaking_for(worker):
        draft = start_exception(actor=worker, facts=facts | {"client": hana.pk, "clauses": clauses})
        submit_exception(actor=worker, exception_id=draft.pk)
    with as_system(Reason.ROUTING, organisation_id=worker.organisation_id):
        rows = ExceptionRequest.objects.unscoped(Reason.ROUTING).select_related("data_key", "organisation__data_key")
        sent = rows.get(pk=draft.pk)
        route_exception(sent, ExceptionCause.SUBMITTED)
    return sent
