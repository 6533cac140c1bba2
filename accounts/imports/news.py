"""What whoever brought a file is told when the work on it ends in the background: that it did, and where to look."""

from uuid import UUID, uuid4

from django.db.models import TextChoices
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.imports.choices import ImportKind
from accounts.imports.models import ImportRun
from accounts.imports.permissions import ACCESS, ImportPermission
from accounts.staff.models import StaffMember
from boundaries.notices.actions import tell
from boundaries.notices.registry import Target, declare_sentences, declare_target

TARGET = "import"
WORTH_LEAVING = 1000
"""Rows: with so many, people do not wait before the page until the file is checked."""


class News(TextChoices):
    """The kinds of news about an import."""

    CHECKED = "import.checked", _("Your file is checked. See what it would change, or what must be mended.")
    APPLIED = "import.applied", _("Your import is done.")
    NOT_APPLIED = "import.not-applied", _("Your import was not carried out, and nothing was changed. See why.")
    GIVEN_UP = "import.given-up", _("Your file could not be imported within a day. Nothing was changed; bring it again.")


def tell_news(run: ImportRun, news: News) -> None:
    """One item in the list of whoever brought the file, and one mail that says nothing but that there is something new."""
    tell(
        person_id=run.started_by_id,
        kind=news.value,
        about=(TARGET, run.id),
        organisation_id=run.organisation_id,
        key=run.organisation.data_key,
        once=uuid4().hex,
    )


def own(person_id: UUID, ids: list[UUID]) -> dict[UUID, str]:
    """News about an import is for whoever brought the file, as long as they may still see it: which kind of file it was."""
    actor = StaffMember.objects.select_related("organisation").filter(id=person_id, is_active=True).first()
    runs = ImportRun.objects.filter(id__in=ids, started_by_id=person_id)
    seen = [run for run in runs if actor and ACCESS.allows(actor, ImportPermission.VIEW, run)]
    return {run.id: str(ImportKind(run.kind).label) for run in seen}


declare_target(TARGET, Target(visible=own, link=lambda _kind, id_: reverse("imports:run", args=[id_])))
declare_sentences({news.value: news.label for news in News})
