"""Figures of exceptions, for directors and auditors."""

from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.staff.views import ActorRequest, page, show
from boundaries.access.doors import Door, opened_to
from policies.exceptions.figures.queries import Line, figures_for


@opened_to(Door.STAFF)
@require_safe
@page
def figures(request: ActorRequest) -> HttpResponse:
    found = figures_for(request.actor)
    heads = [_("Asked"), _("Approved"), _("Not approved"), _("Ended"), _("Revoked")]
    tables = [
        table(_("By kind"), _("Kind"), heads, found.by_kind),
        table(_("By clause"), _("Clause"), heads, found.by_clause),
        table(_("By team"), _("Team"), heads, found.by_team),
        table(_("How it went, as the workers said"), _("How it went"), [_("How many")], found.by_outcome),
    ]
    return show(
        request,
        "policies/exceptions/figures/figures.html",
        {"figures": found, "tables": [each for each in tables if each["rows"]]},
    )


def table(caption: str, first: str, heads: list[str], lines: list[Line]) -> dict[str, Any]:
    """One table as the page has it; what may not be told in numbers is told in words."""
    rows = [
        {
            "label": line.label,
            "cells": [
                {"label": head, "value": _("fewer than 5") if count is None else str(count)}
                for head, count in zip(heads, line.counts.values(), strict=True)
            ],
        }
        for line in lines
    ]
    return {"caption": caption, "heads": [first, *heads], "rows": rows}
