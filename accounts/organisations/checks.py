"""System checks that look at the organisations themselves: run only when the database is asked for."""

from collections.abc import Sequence
from typing import Any

from django.core.checks import CheckMessage, Error, Tags, register
from django.db import connections, router

from accounts.organisations.models import Organisation
from accounts.routing.queries import missing_for_activation


@register(Tags.database)
def every_organisation_has_an_alternate_route(*, databases: Sequence[str] | None = None, **_kwargs: Any) -> list[CheckMessage]:
    """BND.E001: an activated organisation in which a report about a director could reach nobody independent (AZ-06)."""
    alias = router.db_for_read(Organisation)
    if alias not in (databases or ()) or Organisation._meta.db_table not in connections[alias].introspection.table_names():
        return []
    return [
        Error(
            f"The organisation {organisation.id} takes reports and has no alternate route: {' '.join(str(gap.label) for gap in gaps)}",
            hint="Appoint two directors of whom neither works under the other, or an outside contact who can sign in.",
            obj=organisation,
            id="BND.E001",
        )
        for organisation in Organisation.objects.filter(activated_at__isnull=False).order_by("id")
        if (gaps := missing_for_activation(organisation))
    ]
