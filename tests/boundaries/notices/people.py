"""People who are told something: two who can be reached by mail, and one who cannot."""

from uuid import UUID, uuid4

from boundaries.notices.actions import tell
from boundaries.sealing.models import DataKey
from tests.boundaries.things import ORGANISATION

ELIF, FARID, LENA = (UUID(int=number) for number in (1, 2, 3))
ADDRESSES = {ELIF: "elif@relief.example", FARID: "farid@relief.example"}


def address_of(person_id: UUID) -> str | None:
    """Lena has no login and no address."""
    return ADDRESSES.get(person_id)


def tell_of(about: UUID | None = None, *, person: UUID = ELIF, kind: str = "thing.came", once: str = "x") -> UUID:
    """Tell somebody of a thing, in the caller's transaction."""
    about = about or uuid4()
    key = DataKey.objects.get()
    tell(person_id=person, kind=kind, about=("thing", about), organisation_id=ORGANISATION, key=key, once=once)
    return about
