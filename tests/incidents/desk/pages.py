"""Somebody at their desk, without JavaScript: what the tests of the desk share. Imported by tests, after set-up."""

from typing import Any
from uuid import UUID

from django.test import Client as Browser
from django.urls import reverse

from accounts.staff.models import StaffMember
from incidents.reports.models import Report

VERBS = ("acknowledge", "ask", "take_up", "message", "recuse", "intervene", "reassign", "add_party")
FILLED: dict[str, dict[str, Any]] = {
    "acknowledge": {},
    "ask": {"text": "Which day was it?"},
    "take_up": {},
    "message": {"text": "Thank you. I will call on Monday."},
    "recuse": {"reason": "Ben is my brother."},
    "intervene": {"text": "I spoke with both.", "day_day": "2", "day_month": "1", "day_year": "2026", "hour": "14:30"},
    "reassign": {"reason": "I am away."},
    "add_party": {"role": "witness", "query": "somebody from the café", "pick": "as_written"},
}
"""For each verb what a form in order says; ``reassign`` needs somebody besides."""


class Desk:
    """One person in one browser."""

    def __init__(self, person: StaffMember) -> None:
        assert person.user is not None
        self.person, self.browser = person, Browser()
        self.browser.force_login(person.user)

    def queue(self, **query: Any) -> Any:
        return self.browser.get(reverse("desk:queue"), query)

    def listed(self, **query: Any) -> list[str]:
        """The references in the list, in their order."""
        return [row["reference"] for row in self.queue(**query).context["rows"]]

    def open(self, report: Report) -> Any:
        return self.browser.get(reverse("desk:report", args=[report.pk]))

    def get(self, verb: str, report: Report, *more: UUID) -> Any:
        return self.browser.get(address(verb, report, *more))

    def do(self, verb: str, report: Report, *more: UUID, **fields: Any) -> Any:
        return self.browser.post(address(verb, report, *more), fields)


def address(verb: str, report: Report, *more: UUID) -> str:
    """Where a verb about a report stands."""
    return reverse(f"desk:{verb}", args=[report.pk, *more])


def page_of(answer: Any) -> str:
    """The page as text."""
    return str(answer.content.decode())


def said_after(browser: Browser, answer: Any) -> str:
    """The page a redirect leads to."""
    return page_of(browser.get(answer["Location"]))
