"""The words of routing: kinds of report, places in the route, verdicts and reasons."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


class RoutingKind(TextChoices):
    """What the report is, as far as its way through the organisation depends on it."""

    SELF_REPORT = "self_report", _("about myself")
    CONCERN = "concern", _("about a colleague")
    COMPLAINT = "complaint", _("a complaint told to me")
    GUIDANCE = "guidance", _("I want guidance")


class RouteRole(TextChoices):
    """The place in the route at which somebody was considered."""

    ACTING_SHIFT_LEADER = "acting_shift_leader", _("acting shift leader")
    LINE_MANAGER = "line_manager", _("line manager")
    COMMON_MANAGER = "common_manager", _("manager they have in common")
    HIGHER_MANAGER = "higher_manager", _("manager further up the line")
    DEPUTY = "deputy", _("acting deputy")
    TRIAGE_OFFICER = "triage_officer", _("triage officer")
    SAFEGUARDING_LEAD = "safeguarding_lead", _("safeguarding lead")
    CHIEF_EXECUTIVE = "chief_executive", _("chief executive")
    BOARD_CHAIR = "board_chair", _("chair of the board")
    OUTSIDE_CONTACT = "outside_contact", _("outside contact")
    NOBODY = "nobody", _("the end of the route")


class Verdict(TextChoices):
    """What came of considering somebody."""

    CHOSEN = "chosen", _("takes the report")
    ALERTED = "alerted", _("is told at once")
    PASSED_OVER = "passed_over", _("was passed over")
    NOBODY = "nobody", _("there was nobody")


NEUTRAL = _("cannot take this report")


class Reason(TextChoices):
    """Why somebody was passed over, or why there was nobody. In the order in which they are told."""

    SUBJECT = "subject", _("is a person the report is about")
    REPORTS_TO_SUBJECT = "reports_to_subject", _("works under a person the report is about")
    IMPLICATED = "implicated", _("may be involved in what happened")
    REPORTER = "reporter", _("made the report")
    WITNESS = "witness", _("is a witness")
    NOT_TO_RECEIVE = "not_to_receive", _("was named by the reporter as not to receive it")
    RECUSED = "recused", _("has stepped aside")
    DECLARED_CONFLICT = "declared_conflict", _("has declared a conflict of interest")
    RESEMBLES_SUBJECT = "resembles_subject", _("has a name like the one written in the report")
    NOT_FOUND = "not_found", _("is not in the list of staff")
    INACTIVE = "inactive", _("no longer works here")
    NO_LOGIN = "no_login", _("cannot sign in")
    NOT_CONFIRMED = "not_confirmed", _("has a login that no second person has confirmed yet")
    REPORTS_TO_HANDLER = "reports_to_handler", _("works under the person who has it now")
    NO_LINE_MANAGER = "no_line_manager", _("no line manager is recorded")
    NO_COMMON_MANAGER = "no_common_manager", _("they have no manager in common")
    NOBODY_APPOINTED = "nobody_appointed", _("nobody has this role at present")
    NOBODY_LEFT = "nobody_left", _("nobody is left who may take it")
    NOBODY_TO_ALERT = "nobody_to_alert", _("nobody else is left to be told")

    @property
    def betrays(self) -> bool:
        """Whether saying it could give away a confidence: who reported, who saw, who is feared, who disclosed."""
        return self in {Reason.REPORTER, Reason.WITNESS, Reason.NOT_TO_RECEIVE, Reason.DECLARED_CONFLICT}

    @property
    def neutral_label(self) -> StrOrPromise:
        """The sentence for readers who may not learn a confidence from the route."""
        return NEUTRAL if self.betrays else self.label


class RouteGap(TextChoices):
    """What an organisation lacks of an alternate route. Either remedy is enough, so all are told."""

    TOO_FEW_DIRECTORS = (
        "too_few_directors",
        _("There are not yet two directors who work here, can sign in and whose login is confirmed."),
    )
    RELATED_DIRECTORS = "related_directors", _("The directors work under one another; two must be independent.")
    NO_OUTSIDE_CONTACT = "no_outside_contact", _("There is no outside contact who can sign in and whose login is confirmed.")
