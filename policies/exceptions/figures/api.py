"""The API of the figures of exceptions."""

from typing import Any, ClassVar

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.staff.api import AccountsView, who
from boundaries.access.choices import Scope
from boundaries.web.openapi import operation
from policies.exceptions.figures.queries import Line, figures_for
from policies.exceptions.team.api import EXCEPTIONS


class ExceptionFigureOut(serializers.Serializer[Any]):
    """One line of a table; null stands for fewer than five, where more could not be told without pointing at somebody."""

    name = serializers.CharField(source="label")
    asked = serializers.IntegerField(allow_null=True)
    approved = serializers.IntegerField(allow_null=True)
    refused = serializers.IntegerField(allow_null=True)
    ended = serializers.IntegerField(allow_null=True)
    revoked = serializers.IntegerField(allow_null=True)


class ExceptionOutcomeFigureOut(serializers.Serializer[Any]):
    """How many went so; null stands for fewer than five."""

    name = serializers.CharField(source="label")
    count = serializers.IntegerField(allow_null=True)


class ExceptionFiguresOut(serializers.Serializer[Any]):
    """The figures of the last twelve months."""

    since = serializers.DateTimeField()
    median_days = serializers.FloatField(allow_null=True, help_text=_("Working days from asking to the decision."))
    by_kind = ExceptionFigureOut(many=True)
    by_clause = ExceptionFigureOut(many=True)
    by_team = ExceptionFigureOut(many=True)
    by_outcome = ExceptionOutcomeFigureOut(many=True)


def lines_out(lines: list[Line]) -> list[dict[str, Any]]:
    """One table."""
    return [{"label": each.label, **each.counts} for each in lines]


class ExceptionFiguresView(AccountsView):
    """The figures."""

    scopes: ClassVar = {"GET": Scope.READ}

    @operation(
        "read_exception_figures",
        EXCEPTIONS,
        _("Read the figures of exceptions of the last twelve months"),
        more=_("For directors of their areas; for auditors of all, without small numbers."),
        gives={200: (ExceptionFiguresOut, _("By kind, clause, team and how it went."))},
        refuses=(404,),
    )
    def get(self, request: Request) -> Response:
        found = figures_for(who(request))
        told = {name: lines_out(getattr(found, name)) for name in ("by_kind", "by_clause", "by_team")}
        told["by_outcome"] = [{"label": each.label, "count": each.counts["asked"]} for each in found.by_outcome]
        return Response(ExceptionFiguresOut({"since": found.since, "median_days": found.median_days, **told}).data)
