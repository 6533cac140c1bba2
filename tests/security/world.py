"""A world with one report in it that has been through a good deal, and everything that might give it away."""

from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction
from django.urls import reverse

from accounts.appointments.models import Appointment
from accounts.assignments.models import Assignment
from accounts.clients.models import Client
from accounts.demo.actions import LONG_AGO
from accounts.demo.cast import Cast
from accounts.grants.choices import ExclusionSource
from accounts.organisations.models import ClosedDay, Site
from accounts.organisations.queries import today
from accounts.staff.choices import StaffKind
from accounts.staff.models import StaffMember
from boundaries.access.scope import Reason, as_system, speaking_for
from boundaries.clocks.queries import now
from incidents.book.models import BookEntry
from incidents.desk.actions import acknowledge, add_party, ask, intervene, open_report
from incidents.emergency.actions import ask as ask_in_emergency
from incidents.emergency.actions import confirm
from incidents.excepted.models import CitedException
from incidents.lifting.actions import confirm as confirm_lifting
from incidents.lifting.actions import propose
from incidents.lifting.models import ExclusionLifting
from incidents.reports.actions import add_to_report, answer, attach_file, keep_out, save_draft, send_message, start_draft
from incidents.reports.choices import PartyRole
from incidents.reports.models import Attachment, Draft, Report, ReportExclusion
from policies.adoption.models import Adoption
from policies.campaigns.actions import start_campaign
from policies.campaigns.models import Campaign
from policies.campaigns.rules import last_day
from policies.channels.actions import add_channel
from policies.channels.choices import AccountStatus, ChannelKind
from policies.channels.models import ApprovedChannel, WorkAccount
from policies.contacts.actions import read_contact
from policies.contacts.models import Contact
from policies.disclosures.actions import ask_to_end
from policies.disclosures.models import Disclosure
from policies.exceptions.choices import ExceptionStatus
from policies.exceptions.delegations.actions import give_delegation
from policies.exceptions.models import ExceptionDelegation, ExceptionRequest
from policies.gifts.models import GiftEntry
from policies.library.actions import PACKS, load_policies, packs_in
from policies.moments.actions import answer as attest
from policies.moments.actions import ask as put_question
from policies.moments.choices import Answer, Moment
from policies.moments.models import Asking
from policies.paper.models import SignedPage
from policies.reflection.actions import write_note
from policies.rights import queries
from policies.rights.models import ClientGroup, Consent, GroupAgreement
from policies.training.actions import record_training
from policies.training.choices import How
from policies.training.models import Completion, Topic
from policies.training.needs.actions import raise_need
from policies.training.needs.models import TrainingNeed
from tests.incidents.book.test_law import wrote
from tests.incidents.told import fresh, send, settle
from tests.policies.adopting import RC, adopted
from tests.policies.channels.asking import account_in
from tests.policies.contacts.logging import feast, written_to
from tests.policies.disclosures.told import talked as talked_over
from tests.policies.exceptions.asked import approved as approved_of
from tests.policies.gifts.giving import gave
from tests.policies.paper.papers import sign
from tests.policies.rights.telling import agreed, published, says, together, told
from tests.seeing import every

SECRET = frozenset(
    {"report_id", "draft_id", "party_id", "file_id", "request_id", "exclusion_id", "lifting_id", "note_id", "citation_id"}
)
"""The ids of what must not be known to exist; every other id in an address is of something that colleagues may know of."""

SAW, ADDED, MESSAGE, QUESTION, ANSWER, NOTE, WITNESS, FILE, DRAFTED, URGENT, WHY, REFLECTED = (
    "quayside lantern",
    "tin whistle",
    "amber button",
    "ferry timetable",
    "paper kite",
    "copper kettle",
    "Wendelin Zosimus",
    "juniper.png",
    "velvet glove",
    "marble staircase",
    "silver thimble",
    "hollow reed",
)
PICTURE = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c6360606060000000050001a5f645400000000049454e44ae426082"
)


@dataclass(frozen=True)
class World:
    """The report, its author's next draft, and what stands in addresses."""

    cast: Cast
    report: Report
    draft: Draft
    values: dict[str, Any]
    others: dict[str, Any] = field(default_factory=lambda: {name: uuid4() for name in sorted(SECRET)})

    @property
    def words(self) -> tuple[str, ...]:
        """Whatever would tell a stranger that it exists, or what is in it."""
        told = (SAW, ADDED, MESSAGE, QUESTION, ANSWER, NOTE, WITNESS, FILE, DRAFTED, URGENT, WHY, REFLECTED)
        ids = [str(self.values[name]) for name in sorted(SECRET)]
        return (*told, self.report.reference, *ids)


def tell(cast: Cast) -> Report:
    """Amira tells something about Ben, cites what was approved for him, and names Noor as not to receive it; it comes to Elif."""
    cited = [str(asked_first(cast).pk)]
    report = send(cast.amira, cast.ben, saw=SAW, not_to_receive=[str(cast.noor.pk)], clients=(cast.hana,), exceptions=cited)
    assert report.handler_id == cast.elif_.pk
    return report


def work_on(cast: Cast, report: Report) -> UUID:
    """Everything that is done with a report: it is read, asked about, answered, added to, acted on; who is unclear."""
    acknowledge(actor=cast.elif_, report_id=report.pk)
    ask(actor=cast.elif_, report_id=report.pk, text=QUESTION)
    answer(actor=cast.amira, report_id=report.pk, text=ANSWER)
    add_to_report(actor=cast.amira, report_id=report.pk, text=ADDED)
    send_message(actor=cast.amira, report_id=report.pk, text=MESSAGE)
    attach_file(actor=cast.amira, about_id=report.pk, name=FILE, content=PICTURE)
    intervene(actor=cast.elif_, report_id=report.pk, text=NOTE, happened_at=now())
    add_party(actor=cast.elif_, report_id=report.pk, role=PartyRole.IMPLICATED, person_id=cast.pavel.pk)
    with transaction.atomic():
        keep_out(report, cast.chidi.pk, ExclusionSource.RECUSED)
    settle()
    return add_party(actor=cast.elif_, report_id=report.pk, role=PartyRole.WITNESS, name=WITNESS).pk


def read_in_emergency(cast: Cast, report: Report) -> UUID:
    """Dana asks to read it for an hour, Ingrid confirms that, and Dana reads it."""
    request = ask_in_emergency(actor=cast.dana, reference=report.reference, reason=URGENT)
    settle()
    confirm(actor=cast.ingrid, request_id=request.pk)
    open_report(actor=cast.dana, report_id=report.pk)
    settle()
    return request.pk


def lift(cast: Cast, report: Report) -> ExclusionLifting:
    """Tomas stepped aside, and two people have lifted that; then he did so again, and it is proposed once more."""
    confirm_lifting(actor=cast.ingrid, lifting_id=ask_to_lift(cast, report).pk)
    lifting = ask_to_lift(cast, report)
    settle()
    return lifting


def ask_to_lift(cast: Cast, report: Report) -> ExclusionLifting:
    """Tomas steps aside, and Elif proposes to lift that."""
    with transaction.atomic():
        keep_out(report, cast.tomas.pk, ExclusionSource.RECUSED)
    exclusion = every(ReportExclusion).get(report=report, person=cast.tomas, next=None)
    return propose(actor=cast.elif_, report_id=report.pk, exclusion_id=exclusion.pk, reason=WHY)


def begin_another(cast: Cast) -> tuple[Draft, Attachment]:
    """Amira begins to write about Ben again."""
    draft = start_draft(actor=cast.amira)
    told = {"danger": "no", "kind": "concern", "saw": DRAFTED, "subjects": [{"person": str(cast.ben.pk), "name": ""}]}
    save_draft(actor=cast.amira, draft_id=draft.pk, answers=told)
    return draft, attach_file(actor=cast.amira, about_id=draft.pk, name=FILE, content=PICTURE)


def note_to_oneself(cast: Cast) -> UUID:
    """Amira writes something for herself alone."""
    with speaking_for(cast.amira):
        return write_note(actor=cast.amira, text=REFLECTED).pk


def policy_in_force(cast: Cast) -> Adoption:
    """The policy that everybody at the relief society reads."""
    load_policies(files=packs_in(PACKS))
    found = Adoption.objects.filter(organisation=cast.organisation, ended_at=None, policy__key=RC).first()
    return found or adopted(cast.noor, RC)


def signed_page(cast: Cast) -> SignedPage:
    """What Otto signed, who volunteers under Elif and has no login; Lena has signed nothing yet."""
    facts: dict[str, Any] = {"name": "Otto Lind", "kind": StaffKind.VOLUNTEER, "manager": cast.elif_}
    otto, _new = StaffMember.objects.get_or_create(organisation=cast.organisation, **facts)
    found = every(SignedPage).filter(acknowledgement__person=otto).first()
    return found or sign(cast.elif_, otto, policy_in_force(cast))


def training_done(cast: Cast) -> Completion:
    """Ben was told in the team when gifts may be taken; a topic that began with the policy."""
    policy_in_force(cast)
    topic = Topic.objects.get(organisation=cast.organisation, key="gifts")
    found = every(Completion).filter(topic=topic, person=cast.ben).first()
    if found is not None:
        return found
    facts: dict[str, Any] = {"how": How.BRIEFING, "done_on": today(cast.organisation)}
    return record_training(actor=cast.elif_, topic_id=topic.pk, people=[cast.ben.pk], **facts)[0]


def running_campaign(cast: Cast) -> Campaign:
    """A campaign that asks delegates, of whom there are none: it tells nobody anything."""
    found = Campaign.objects.filter(organisation=cast.organisation).first()
    policy_in_force(cast)
    due_on = last_day(cast.organisation.calendar(), today(cast.organisation), 21)
    if found is None:
        found = start_campaign(actor=cast.noor, policies=[RC], due_on=due_on, kinds=["delegate"])
        settle()  # it has begun, whoever looks
    return found


def rights_of(cast: Cast) -> dict[str, Any]:
    """What Hana was told and agreed to, and Vera, with whom Ben works too, beside her in a circle."""
    if not queries.newest(cast.organisation.pk):
        published(cast.noor)
        told(cast.ben, cast.hana)
    vera = Client.objects.filter(organisation=cast.organisation, reference="C-3003").first()
    if vera is None:
        vera = Client(organisation=cast.organisation, reference="C-3003")
        vera.name = "Vera Lund"
        vera.save()
        Assignment.objects.create(client=vera, worker=cast.ben, starts_on=LONG_AGO)
    consent = every(Consent).filter(file__client=cast.hana).first() or agreed(cast.ben, cast.hana)
    group = every(ClientGroup).filter(organisation=cast.organisation).first() or together(cast.ben, cast.hana, vera)
    if not every(GroupAgreement).filter(group=group).exists():
        says(cast.ben, group, vera)
    return {"consent_id": consent.pk, "group_id": group.pk, "edition": 1}


def need_raised(cast: Cast) -> TrainingNeed:
    """Ben told Elif what he needs training in."""
    found = every(TrainingNeed).filter(person=cast.ben).first()
    return found or raise_need(actor=cast.ben, text="How to end a visit.")


BAKERY = "The bakery was out of almond rolls."


def contacts_of(cast: Cast) -> dict[str, UUID]:
    """Ben logged a message on his own phone, and told of a feast that is today, which Elif has read."""
    logged = [each.pk for each in every(Contact).filter(author=cast.ben).order_by("logged_at", "pk")]
    if not logged:
        logged = [written_to(cast.ben, about=BAKERY).pk, feast(cast.ben, days=0).pk]
        read_contact(actor=cast.elif_, contact_id=logged[1])
        every(Contact).filter(pk=logged[0]).update(logged_at=now() - timedelta(minutes=1))
    return {"contact_id": logged[0], "event_id": logged[1]}


def gift_of(cast: Cast) -> GiftEntry:
    """Ben was given something that Elif decides about."""
    found = every(GiftEntry).filter(worker=cast.ben).order_by("pk").first()
    return found or gave(cast.ben, amount=Decimal(30))


def question_answered(cast: Cast) -> Asking:
    """Ben was asked whom he knows, and told that there is something."""
    policy_in_force(cast)
    found = every(Asking).filter(person=cast.ben).first()
    if found is None:
        with as_system(Reason.OUTBOX, organisation_id=cast.organisation.pk):
            put_question(organisation=cast.organisation, moment=Moment.YEARLY, people=[cast.ben.pk])
        found = every(Asking).get(person=cast.ben)
        attest(actor=cast.ben, asking_id=found.pk, said=Answer.SOMETHING)
        settle()
    return found


def disclosed(cast: Cast) -> Disclosure:
    """Ben disclosed that he knows Hana; Elif talked with him, and he says that it has ended."""
    found = every(Disclosure).filter(worker=cast.ben, end_asked_on__isnull=False).first()
    if found is None:
        found = talked_over(cast.elif_, cast.ben, cast.hana)
        ask_to_end(actor=cast.ben, disclosure_id=found.pk, on=today(cast.organisation), words="We moved apart.")
        settle()
    return found


def asked_first(cast: Cast) -> ExceptionRequest:
    """Ben asked to take Hana to the sea, and Elif approved it for some weeks: it is in force."""
    policy_in_force(cast)
    found = every(ExceptionRequest).filter(worker=cast.ben, status=ExceptionStatus.ACTIVE).first()
    if found is None:
        on = today(cast.organisation)
        found = approved_of(cast.elif_, cast.ben, cast.hana, starts_on=on, ends_on=on + timedelta(days=60))
    return found


def written_in_book(cast: Cast) -> BookEntry:
    """Ben wrote in the boundary book of Harbour House."""
    return every(BookEntry).filter(author=cast.ben).first() or wrote(cast.ben)


def stood_in_for(cast: Cast) -> ExceptionDelegation:
    """Noor lets Farid decide in her place."""
    found = ExceptionDelegation.objects.filter(organisation=cast.organisation, ended_at=None).first()
    on = today(cast.organisation)
    return found or give_delegation(actor=cast.noor, delegate_id=cast.farid.pk, starts_on=on, ends_on=on + timedelta(days=9))


ACCOUNTS = {
    "account_id": AccountStatus.REQUESTED,
    "approved_id": AccountStatus.APPROVED,
    "noticed_id": AccountStatus.ACKNOWLEDGED,
    "used_id": AccountStatus.IN_USE,
}


def channels_of(cast: Cast) -> dict[str, UUID]:
    """The team's phone, and one of Amira's accounts in each state."""
    channel = ApprovedChannel.objects.filter(organisation=cast.organisation).first()
    if channel is None:
        channel = add_channel(actor=cast.maya, name="The team's phone", kind=ChannelKind.PHONE, monitored=True)
    known = {each.status: each.pk for each in every(WorkAccount).filter(holder=cast.amira)}
    found = {name: known.get(status) or account_in(cast, status).pk for name, status in ACCOUNTS.items()}
    return {"channel_id": channel.pk, **found}


def known_values(cast: Cast) -> dict[str, Any]:
    """What stands in addresses besides: things of the relief society that colleagues may know of."""
    organisation = cast.organisation
    closed = ClosedDay.objects.get_or_create(organisation=organisation, day="2031-05-01", defaults={"name": "Labour Day"})[0]
    return {
        "slug": "what",
        "person_id": cast.ben.pk,
        "team_id": cast.ben.team_id,
        "site_id": Site.objects.filter(organisation=organisation).order_by("name")[0].pk,
        "closed_day_id": closed.pk,
        "client_id": cast.hana.pk,
        "relative_id": cast.jonah.pk,
        "assignment_id": Assignment.objects.get(client=cast.hana, worker=cast.ben).pk,
        "appointment_id": Appointment.objects.get(person=cast.chidi).pk,
        "session_id": uuid4(),  # what hangs on an account is its owner's own
        "passkey_id": uuid4(),
        "token_id": uuid4(),
        "token": "no-such-token",
        "run_id": uuid4(),
        "kind": "staff",
        "key": RC,
        "code": "RC-B-4",
        "section": "B",
        "appendix": "RC-REF-1",
        "number": 1,
        "addition": "wording",
        "category": "gifts",
        "page_id": signed_page(cast).pk,
        "topic_id": training_done(cast).topic_id,
        "topic_key": "befriending",
        "need_id": need_raised(cast).pk,
        "asking_id": question_answered(cast).pk,
        "completion_id": training_done(cast).pk,
        **rights_of(cast),
        **contacts_of(cast),
        "gift_id": gift_of(cast).pk,
        **channels_of(cast),
        "version_id": policy_in_force(cast).version_id,
        "other_id": policy_in_force(cast).version_id,
        "campaign_id": running_campaign(cast).pk,
        "disclosure_id": disclosed(cast).pk,
        "exception_id": asked_first(cast).pk,
        "delegation_id": stood_in_for(cast).pk,
        "part": "plan",
        "book_id": written_in_book(cast).book_id,
        "entry_id": written_in_book(cast).pk,
        "step": "kind",
    }


def make_world(cast: Cast) -> World:
    """The cast, and all that."""
    report = tell(cast)
    party_id = work_on(cast, report)
    request_id, lifting = read_in_emergency(cast, report), lift(cast, report)
    draft, file = begin_another(cast)
    secret = {"report_id": report.pk, "draft_id": draft.pk, "party_id": party_id, "file_id": file.pk, "request_id": request_id}
    values = known_values(cast) | secret
    values |= {"citation_id": every(CitedException).get(report=report).pk}
    values |= {"lifting_id": lifting.pk, "exclusion_id": lifting.exclusion_id, "note_id": note_to_oneself(cast)}
    return World(cast, fresh(report), draft, values)


def person(cast: Cast, key: str) -> StaffMember:
    """Somebody of the cast by the name in the tables of the tests."""
    found: StaffMember = getattr(cast, "elif_" if key == "elif" else key)
    return found


__all__ = [
    "SECRET",
    "World",
    "begin_another",
    "known_values",
    "lift",
    "make_world",
    "note_to_oneself",
    "person",
    "read_in_emergency",
    "reverse",
    "tell",
    "work_on",
]
