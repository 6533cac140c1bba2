"""How a session's login is found again: together with whose it is, so that no page asks for the person once more."""

from typing import Any
from uuid import UUID

from django.contrib.auth.backends import ModelBackend
from django.db.models import QuerySet

from accounts.staff.models import StaffMember, User
from boundaries.access.prepared import Prepared, Values


def _login(values: Values) -> QuerySet[User]:
    whole = "staff_member__organisation__data_key", "staff_member__team"
    return User.objects.select_related(*whole).filter(pk=values["login"])


LOGIN: Prepared[User] = Prepared(_login)


class PersonBackend(ModelBackend):
    """Django's own, which loads the person with their login."""

    def get_user(self, user_id: Any) -> User | None:
        """The login with its person, organisation and team; None when it is switched off or gone."""
        user = next(iter(LOGIN.ask({"login": UUID(str(user_id))})), None)
        return user if user is not None and self.user_can_authenticate(user) else None


def person_of(user: User) -> StaffMember | None:
    """Who signs in with this login and works here. One query, unless the backend has loaded them."""
    if "staff_member" in user._state.fields_cache:
        person: StaffMember | None = user._state.fields_cache["staff_member"]
        return person if person is not None and person.is_active else None
    found = StaffMember.objects.filter(user_id=user.pk, is_active=True)
    return found.select_related("organisation__data_key", "team").first()
