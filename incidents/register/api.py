"""The API of the register: what directors and auditors see by their office."""

from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.staff.api import who
from boundaries.access.choices import Scope
from boundaries.clocks.queries import now
from boundaries.errors.exceptions import NotVisible
from boundaries.web.api import Strict, View, Words
from boundaries.web.fields import Flag
from boundaries.web.lists import LONGEST_PLACE, PageOut, onwards
from boundaries.web.openapi import operation
from incidents.desk import queries as desk
from incidents.desk import reading
from incidents.desk.api import ClockOut, DeskLineOut, DeskReportOut, OpeningOut, report_out
from incidents.desk.forms import LONGEST_REFERENCE
from incidents.emergency.api import AccessOut
from incidents.emergency.queries import accesses_to
from incidents.register import actions
from incidents.register.forms import RegisterForm
from incidents.register.queries import Reader, acts_on, how_many, reader_of, register
from incidents.reports.api import SENT
from incidents.reports.choices import ReportKind
from incidents.reports.models import Report
from incidents.reports.queries import timeline

REGISTER = _("The register")


class RegisterQuery(Strict):
    """How the register is narrowed down."""

    status = serializers.ListField(child=serializers.ChoiceField(SENT), required=False)
    kind = serializers.ListField(child=serializers.ChoiceField(ReportKind.choices), required=False)
    late = Flag(required=False, help_text=_("Only what is late."))
    reference = Words(
        required=False, allow_blank=True, max_length=LONGEST_REFERENCE, help_text=_("A reference, or its beginning.")
    )
    after = Words(
        required=False, allow_blank=True, max_length=LONGEST_PLACE, help_text=_("Where the page before ended; it says so itself.")
    )


class RegisterLineOut(serializers.Serializer[Any]):
    """A report in the register."""

    id = serializers.UUIDField()
    reference = serializers.CharField()
    kind = serializers.ChoiceField(ReportKind.choices)
    status = serializers.ChoiceField(SENT)
    serious = serializers.BooleanField()
    area = serializers.CharField(allow_null=True, help_text=_("The site it belongs to; null for none in particular."))
    about = serializers.CharField(allow_null=True, help_text=_("Whom it is about; null for an auditor."))
    handler = serializers.CharField(allow_null=True, help_text=_("Who handles it."))
    readable = serializers.BooleanField(help_text=_("One may read its content."))
    submitted_at = serializers.DateTimeField()
    due_at = serializers.DateTimeField(allow_null=True)
    time_left = serializers.CharField(help_text=_("The working time left, in words."))
    url = serializers.CharField()


class RegisterOut(PageOut):
    """One page of the register: at most 25 reports, the newest first."""

    count = serializers.IntegerField(help_text=_("How many reports one may know of; 1,001 where there are more than 1,000."))
    reports = RegisterLineOut(many=True)


class RegisterReportOut(RegisterLineOut):
    """One report: where it stands and what was done; its content for a director alone."""

    clocks = ClockOut(many=True)
    timeline = DeskLineOut(many=True)
    readings = OpeningOut(many=True)
    emergencies = AccessOut(many=True, help_text=_("Every request for emergency access; why only for a director."))
    content = DeskReportOut(allow_null=True, help_text=_("null for an auditor."))


def lines_out(reader: Reader, reports: list[Report]) -> list[dict[str, Any]]:
    """The reports of one page, each as its line reads; a fixed number of questions to the database."""
    calendar, moment = reader.actor.organisation.calendar(), now()
    readable = [report for report in reports if reader.reads(report)]
    about = reading.about_lines(readable)
    return [
        {
            "id": report.pk,
            "reference": report.reference,
            "kind": report.kind,
            "status": report.status,
            "serious": report.serious,
            "area": report.area.name if report.area else None,
            "about": about.get(report.pk),
            "handler": report.handler.name if report.handler else None,
            "readable": report.pk in about,
            "submitted_at": report.submitted_at,
            "due_at": report.due_at,
            "time_left": reading.time_left(calendar, report, moment).words,
            "url": reverse("api_register:report", args=[report.pk]),
        }
        for report in reports
    ]


class RegisterView(View):
    """What one sees by one's office."""

    scopes = {"GET": Scope.READ}

    @operation(
        "list_register",
        REGISTER,
        _("List the reports one sees as director or auditor"),
        more=_("The newest first, 25 at a time."),
        asks=RegisterQuery,
        gives={200: (RegisterOut, _("One page of the register."))},
        refuses=(404, 422),
    )
    def get(self, request: Request) -> Response:
        reader, asked = reader_of(who(request)), self.read_query(RegisterQuery)
        if not reader.has_office:
            raise NotVisible
        form = RegisterForm({"reference": asked.get("reference", "")})
        form.is_valid()
        page = register(
            reader,
            statuses=asked.get("status", []),
            kinds=asked.get("kind", []),
            late=asked.get("late", False),
            reference=form.cleaned_data["reference"],
            after=asked.get("after", ""),
        )
        shown = {"count": how_many(reader), "reports": lines_out(reader, page.reports), **onwards(request, page.after)}
        return Response(RegisterOut(shown).data)


class RegisterReportView(View):
    """One report."""

    scopes = {"GET": Scope.READ}

    @operation(
        "read_register_report",
        REGISTER,
        _("Read a report in the register"),
        more=_("That one opened it is written down, and its reporter can see it."),
        gives={200: (RegisterReportOut, _("The report, as one's office lets one see it."))},
        refuses=(404,),
    )
    def get(self, request: Request, report_id: UUID) -> Response:
        actor = who(request)
        reader, report = actions.open_in_register(actor=actor, report_id=report_id)
        reads = reader.reads(report)
        lines = timeline(actor, report) if reads else acts_on(report)
        shown = lines_out(reader, [report])[0] | {
            "clocks": desk.clocks_of(report),
            "timeline": [{"at": each.at, "sentence": each.sentence, "by": each.actor, "whom": each.whom} for each in lines],
            "readings": desk.readings_of(report),
            "emergencies": accesses_to(report, with_reasons=reads),
            "content": report_out(actor, report) | {"why": ""} if reads else None,
        }
        return Response(RegisterReportOut(shown).data)
