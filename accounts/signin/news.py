"""What people are told about their own login: that something changed, and where to look."""

from uuid import UUID, uuid4

from django.db.models import TextChoices
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.staff.models import StaffMember
from boundaries.notices.actions import tell
from boundaries.notices.registry import Target, declare_sentences, declare_target

TARGET = "account"


class News(TextChoices):
    """The kinds of news about a login."""

    NEW_DEVICE = "account.new-device", _("Somebody signed in as you in a browser that you had not used before.")
    PASSWORD = "account.password", _("Your password was changed.")
    FACTOR = "account.factor", _("What you prove yourself with when you sign in was changed.")
    ADDRESS_ASKED = "account.address-asked", _("Somebody asked to change the address you sign in with.")
    ADDRESS = "account.address", _("The address you sign in with was changed.")
    TOKEN = "account.token", _("A token was made with which a programme can do things in your name.")
    REOPENING = "account.reopening", _("An administrator asked to open your login anew. If you did not ask for that, say so now.")


def tell_news(person: StaffMember, news: News) -> None:
    """One item in the person's list, and one mail that says nothing but that there is something new."""
    tell(
        person_id=person.id,
        kind=news.value,
        about=(TARGET, person.id),
        organisation_id=person.organisation_id,
        key=person.organisation.data_key,
        once=uuid4().hex,
    )


def own(person_id: UUID, ids: list[UUID]) -> dict[UUID, str]:
    """News about a login is for its owner; there is one login only, and nothing has to be told apart."""
    return {id_: "" for id_ in ids if id_ == person_id}


def account_page(kind: str, about_id: UUID) -> str:
    """Where to look."""
    return reverse("tokens:list" if kind == News.TOKEN else "sessions:account")


declare_target(TARGET, Target(visible=own, link=account_page))
declare_sentences({news.value: news.label for news in News})
