"""The boundary book in the demo: what the Harbour team wrote down of lines that were blurred, crossed, nearly crossed and kept."""

from datetime import timedelta

from accounts.demo.cast import RELIEF
from accounts.organisations.queries import today
from accounts.staff.models import StaffMember
from boundaries.access.scope import speaking_for
from incidents.book.actions import correct_entry, note_discussion, write_entry
from incidents.book.choices import BookKind, DiscussedWhere
from incidents.book.queries import books_of


def write_in_the_demo() -> None:
    """Amira, Ben and Elif write one entry of each kind; one is corrected, and one was talked about in the team."""
    people = StaffMember.objects.select_related("organisation__data_key", "team", "site")
    amira, ben, elif_ = (people.get(user__email=f"{name}@{RELIEF.domain}") for name in ("amira", "ben", "elif"))
    book, day = books_of(amira).get(name="Harbour House").pk, today(amira.organisation)
    with speaking_for(amira):
        tea = write_entry(
            actor=amira,
            book_id=book,
            kind=BookKind.BLURRED,
            happened_on=day - timedelta(days=12),
            words="After the walk to the clinic I was asked in for tea, and stayed for half an hour. I was not sure whether I still was at work.",
            done="I told the team where I was before I went in, and said that I had to leave at five.",
            told="My line manager, on the same evening.",
        )
        correct_entry(
            actor=amira, entry_id=tea.pk, words="I stayed for an hour, not half an hour.", reason="I looked at my phone."
        )
    with speaking_for(ben):
        write_entry(
            actor=ben,
            book_id=book,
            kind=BookKind.BROKEN,
            happened_on=day - timedelta(days=8),
            words="I drove somebody to the station in my own car because the bus did not come. We are not to do that.",
            done="I filled in the form for the journey, and we agreed that the night line can order a taxi.",
            told="My line manager, and the shift leader of that evening.",
        )
        write_entry(
            actor=ben,
            book_id=book,
            kind=BookKind.AVERTED,
            happened_on=day - timedelta(days=4),
            words="I was asked for my own number, and nearly wrote it down. Then I remembered the card with the team's phone.",
            done="I gave them the card, and we rang the number together.",
        )
    with speaking_for(elif_):
        write_entry(
            actor=elif_,
            book_id=book,
            kind=BookKind.GOOD_PRACTICE,
            happened_on=day - timedelta(days=2),
            words="The team said no to a present of money in a way that hurt nobody: two of them explained it together, and thanked for the thought.",
            told="The team, in our meeting.",
        )
        note_discussion(actor=elif_, entry_id=tea.pk, where=DiscussedWhere.TEAM_MEETING, on=day - timedelta(days=2))
