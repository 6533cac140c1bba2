"""The situations a report can be in, and everything else that stands in addresses, for the matrix.

Each situation begins in the same world and goes on from there; the people keep their names in all of them, what they have to do
with the report changes with the situation, and the matrix says how.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

from django.contrib.auth.models import Permission
from django.db import transaction

from accounts.appointments.actions import propose
from accounts.appointments.choices import Role
from accounts.demo.cast import Cast
from accounts.grants.choices import ExclusionSource, Relation
from accounts.invitations.actions import ask_to_reopen, invite_person
from accounts.organisations.queries import today
from accounts.secondfactor.models import Passkey
from accounts.sessions.actions import note_session
from accounts.staff.actions import add_person, change_manager, deactivate_person
from accounts.staff.choices import StaffKind
from accounts.staff.models import StaffMember
from accounts.tokens.actions import make_token
from boundaries.access.choices import Scope
from boundaries.clocks.queries import at, now
from incidents.desk.actions import acknowledge, add_party, ask, reassign, recuse
from incidents.emergency.actions import ask as ask_in_emergency
from incidents.emergency.actions import confirm
from incidents.excepted.models import CitedException
from incidents.reports.actions import answer, ask_to_withdraw, attach_file, keep_out, save_draft, start_draft
from incidents.reports.choices import PartyRole, ReportStatus
from incidents.reports.models import Report, ReportGrant
from policies.disclosures.deciding.actions import ask_who, return_disclosure
from policies.exceptions.deciding.actions import return_exception
from policies.exceptions.life.actions import revoke_exception, suspend_exception
from policies.parts.actions import add_document
from policies.versions.actions import begin_revision
from tests.accounts.imports.files import checked, sample
from tests.accounts.signing import equip_everybody
from tests.incidents.lifting.play import exclusion_of, proposed, put_out
from tests.incidents.told import fresh, send, settle
from tests.policies.disclosures.told import drafted, sent
from tests.policies.disclosures.told import talked as talked_over
from tests.policies.exceptions.asked import DIRECTOR_OF_RC, approved, assess, before_directors
from tests.policies.exceptions.asked import drafted as asked_for
from tests.policies.exceptions.asked import sent as sent_exception
from tests.security.world import FILE, PICTURE, SAW, WITNESS, asked_first, known_values, note_to_oneself, person
from tests.seeing import every

Move = Callable[[Cast, Report], dict[str, UUID] | None]
"""What is done next; it gives the ids of what it made, where an address can be about that."""
ANSWERS: dict[str, Any] = {
    "danger": "no",
    "kind": "concern",
    "subject_unknown": False,
    "clients": [],
    "saw": "velvet glove",
    "categories": ["friendship"],
    "in_confidence": False,
}
"""What Amira's next draft says, beside whom it is about: it can be sent as it stands."""


@dataclass
class Scene:
    """One report in one situation, and what stands in addresses."""

    cast: Cast
    report: Report
    values: dict[str, Any]
    people: dict[str, StaffMember] = field(default_factory=dict)
    """Those whom a page is about, where it is not Ben."""

    def __getattr__(self, name: str) -> UUID:
        """The id of somebody by their name."""
        found: StaffMember = self.people[name] if name in self.people else person(self.cast, name)
        return found.pk


def cited(cast: Cast) -> list[str]:
    """What was approved for Ben, which the report cites."""
    return [str(asked_first(cast).pk)]


def tell(cast: Cast) -> Report:
    """Amira tells something serious about Ben; Elif has it, Chidi was told, Noor is not to receive it."""
    return send(
        cast.amira,
        cast.ben,
        saw=SAW,
        not_to_receive=[str(cast.noor.pk)],
        clients=(cast.hana,),
        categories=["abuse"],
        exceptions=cited(cast),
    )


def tell_about_a_name(cast: Cast) -> Report:
    """The same about a name that several people may have: the triage officer holds it."""
    return send(
        cast.amira, "Ben from the quay", saw=SAW, not_to_receive=[str(cast.noor.pk)], clients=(cast.hana,), exceptions=cited(cast)
    )


def tell_with_nobody_left(cast: Cast) -> Report:
    """The same, with everybody left out to whom it could go."""
    left_out = (cast.elif_, cast.farid, cast.noor, cast.samuel, cast.yara, cast.chidi, cast.miriam)
    named = [str(each.pk) for each in left_out]
    return send(cast.amira, cast.ben, saw=SAW, not_to_receive=named, clients=(cast.hana,), exceptions=cited(cast))


def tell_about_oneself(cast: Cast) -> Report:
    """Amira tells something about herself."""
    facts: dict[str, Any] = {"kind": "self_report", "saw": SAW, "subject_unknown": False, "clients": (cast.hana,)}
    return send(cast.amira, not_to_receive=[str(cast.noor.pk)], exceptions=cited(cast), **facts)


# --- What happens next --------------------------------------------------------------------------------------------------------
def name_people(cast: Cast, report: Report) -> None:
    """Pavel may be involved, Maya saw it."""
    add_party(actor=cast.elif_, report_id=report.pk, role=PartyRole.IMPLICATED, person_id=cast.pavel.pk)
    add_party(actor=cast.elif_, report_id=report.pk, role=PartyRole.WITNESS, person_id=cast.maya.pk)


def read_it(cast: Cast, report: Report) -> None:
    acknowledge(actor=cast.elif_, report_id=report.pk)


def ask_more(cast: Cast, report: Report) -> None:
    read_it(cast, report)
    ask(actor=cast.elif_, report_id=report.pk, text="Which day was it?")


def answer_it(cast: Cast, report: Report) -> None:
    ask_more(cast, report)
    answer(actor=cast.amira, report_id=report.pk, text="On Monday.")


def want_it_back(cast: Cast, report: Report) -> None:
    answer_it(cast, report)
    ask_to_withdraw(actor=cast.amira, report_id=report.pk, reason="It is settled.")


def let_it_lie(cast: Cast, report: Report) -> None:
    """Nobody acknowledges it in time. Dana was let in, and her hour is over."""
    let_in(report, cast.dana, relation=Relation.EMERGENCY, given_by=cast.ingrid, ends_at=now())
    with at(now() + timedelta(days=6)):
        settle()


def hand_it_on(cast: Cast, report: Report) -> None:
    read_it(cast, report)
    reassign(actor=cast.elif_, report_id=report.pk, to_id=cast.farid.pk, reason="I am away.")


def close_it_to_many(cast: Cast, report: Report) -> dict[str, UUID]:
    """Dana is let in, Elif steps aside, and everybody who could see it by an office or a grant has something against it."""
    made = let_in_urgently(cast, report)
    recuse(actor=cast.elif_, report_id=report.pk, reason="He is my friend.")
    with transaction.atomic():
        for each in (cast.chidi, cast.ingrid, cast.grace, cast.dana):
            keep_out(report, each.pk, ExclusionSource.CONFLICT)
    let_in(report, cast.ivo)
    let_in(report, cast.yara, ends_at=now())
    return made


def ask_urgently(cast: Cast, report: Report) -> dict[str, UUID]:
    """Dana asks to read it for an hour; Ingrid, or whoever handles it, has to agree."""
    request = ask_in_emergency(actor=cast.dana, reference=report.reference, reason="He is with her now.")
    return {"request_id": request.pk}


def let_in_urgently(cast: Cast, report: Report) -> dict[str, UUID]:
    """Ingrid has agreed."""
    made = ask_urgently(cast, report)
    settle()
    confirm(actor=cast.ingrid, **made)
    return made


def want_it_lifted(cast: Cast, report: Report) -> dict[str, UUID]:
    """Elif proposes that Wiremu is no longer kept out; a second person has to agree."""
    return {"lifting_id": proposed(report, cast.elif_, cast.wiremu).pk}


def let_in(report: Report, to: StaffMember, **more: Any) -> None:
    """A grant, as the routes make it."""
    permission = Permission.objects.get(content_type__app_label="incidents", codename="open_report")
    assert to.user
    facts = {"organisation_id": report.organisation_id, "content_object": report, "permission": permission, "given_at": now()}
    ReportGrant.objects.create(user=to.user, **facts, **{"relation": Relation.ALERTED, **more})


SITUATIONS: dict[str, tuple[Callable[[Cast], Report], tuple[Move, ...]]] = {
    "sent": (tell, (name_people,)),
    "acknowledged": (tell, (name_people, read_it)),
    "asked": (tell, (name_people, ask_more)),
    "answered": (tell, (name_people, answer_it)),
    "wanted-back": (tell, (name_people, want_it_back)),
    "late": (tell, (name_people, let_it_lie)),
    "asked-urgently": (tell, (name_people, ask_urgently)),
    "in-emergency": (tell, (name_people, let_in_urgently)),
    "to-be-lifted": (tell, (name_people, want_it_lifted)),
    "handed-on": (tell, (name_people, hand_it_on)),
    "closed-to-many": (tell, (name_people, close_it_to_many)),
    "unclear": (tell_about_a_name, ()),
    "nobody-left": (tell_with_nobody_left, ()),
    "about-oneself": (tell_about_oneself, ()),
}
"""Every situation the matrix knows: how the report came, and what happened then."""
STATUS = {
    "sent": ReportStatus.SUBMITTED,
    "acknowledged": ReportStatus.ACKNOWLEDGED,
    "asked": ReportStatus.WAITING,
    "answered": ReportStatus.IN_TRIAGE,
    "wanted-back": ReportStatus.IN_TRIAGE,
    "late": ReportStatus.SUBMITTED,
    "asked-urgently": ReportStatus.SUBMITTED,
    "in-emergency": ReportStatus.SUBMITTED,
    "to-be-lifted": ReportStatus.SUBMITTED,
    "handed-on": ReportStatus.ACKNOWLEDGED,
    "closed-to-many": ReportStatus.SUBMITTED,
    "unclear": ReportStatus.SUBMITTED,
    "nobody-left": ReportStatus.SUBMITTED,
    "about-oneself": ReportStatus.SUBMITTED,
}
"""The state in which the report then is."""
FIRST = next(iter(SITUATIONS))


# --- The rest of the world --------------------------------------------------------------------------------------------------
def begin(cast: Cast, situation: str) -> Scene:
    """The report in this situation, Amira's next draft, and one of each thing that an address can be about."""
    equip_everybody()
    tell_it, moves = SITUATIONS[situation]
    report = tell_it(cast)
    attach_file(actor=cast.amira, about_id=report.pk, name=FILE, content=PICTURE)
    party = report.parties.first()
    if report.handler is not None and situation != "unclear":
        party = add_party(actor=report.handler, report_id=report.pk, role=PartyRole.WITNESS, name=WITNESS)
    ids = {"report_id": report.pk, "party_id": party.pk if party else report.pk, "request_id": uuid4(), "lifting_id": uuid4()}
    ids["citation_id"] = every(CitedException).get(report=report).pk
    ids["exclusion_id"] = exclusion_of(report, put_out(report, cast.wiremu))
    for move in moves:
        ids |= move(cast, fresh(report)) or {}
    settle()
    scene = Scene(cast, fresh(report), known_values(cast) | ids)
    draft = start_draft(actor=cast.amira)
    save_draft(actor=cast.amira, draft_id=draft.pk, answers=ANSWERS | {"subjects": [{"person": str(cast.ben.pk), "name": ""}]})
    file = attach_file(actor=cast.amira, about_id=draft.pk, name=FILE, content=PICTURE)
    scene.values |= {"draft_id": draft.pk, "file_id": file.pk, "note_id": note_to_oneself(cast)}
    furnish(scene)
    return scene


def furnish(scene: Scene) -> None:
    """What only the addresses about people and the organisation need: somebody joining, somebody gone, a file brought, a token."""
    cast, day = scene.cast, today(scene.cast.organisation)
    assert cast.elif_.user

    def add(name: str) -> StaffMember:
        email = f"{name}@relief.example"
        return add_person(actor=cast.olga, name=name.title(), kind=StaffKind.EMPLOYEE, email=email)

    scene.people = {name: add(name) for name in ("rosa", "sami", "kim", "lee")}
    invite_person(actor=cast.olga, person_id=scene.kim)
    deactivate_person(actor=cast.olga, person_id=scene.sami, last_day=day)
    change_manager(actor=cast.olga, person_id=scene.kim, manager_id=scene.lee)
    ask_to_reopen(actor=cast.olga, person_id=cast.ben.pk, email="ben@relief.example")
    proposal = propose(actor=cast.olga, person_id=cast.maya.pk, role=Role.CASE_MANAGER, starts_on=day)
    revision = begin_revision(actor=cast.noor, version_id=scene.values["version_id"])
    add_document(actor=cast.noor, version_id=revision.pk, title="The code of conduct")
    returned = talked_over(cast.elif_, cast.ben)
    return_disclosure(actor=cast.elif_, disclosure_id=returned.pk, text="How often do you meet?")
    scene.values |= exceptions_of(cast)
    scene.values |= {
        "returned_id": returned.pk,
        "unnamed_id": sent(cast.ben).pk,
        "asked_who_id": ask_who(actor=cast.elif_, disclosure_id=sent(cast.ben).pk).pk,
        "undisclosed_id": drafted(cast.ben, cast.hana).pk,
        "barring_id": sent(cast.ben, cast.hana, kind="romantic_before").pk,
        "proposal_id": proposal.pk,
        "run_id": checked(cast.olga, sample("staff")).pk,
        "token_id": make_token(actor=cast.elif_, name="x", scopes=[Scope.READ], last_day=day).token.pk,
        "revision_id": revision.pk,
        "session_id": note_session(user=cast.elif_.user, session_key="elsewhere", agent="").pk,
        "passkey_id": Passkey.objects.get(user=cast.elif_.user).pk,
    }


def exceptions_of(cast: Cast) -> dict[str, UUID]:
    """What Ben asks for besides what is in force: one in each state in which somebody has something to do."""
    on = today(cast.organisation)
    days = {"starts_on": on, "ends_on": on + timedelta(days=60)}
    back = sent_exception(cast.ben, cast.hana)
    return_exception(actor=cast.elif_, exception_id=back.pk, text="Who else is there?")
    paused, over = (approved(cast.elif_, cast.ben, cast.hana, **days) for _each in range(2))
    suspend_exception(actor=cast.elif_, exception_id=paused.pk, reason="We look at it again.")
    revoke_exception(actor=cast.elif_, exception_id=over.pk, reason="It did not do her good.")
    return {
        "undrafted_id": asked_for(cast.ben, cast.hana).pk,
        "requested_id": sent_exception(cast.ben, cast.hana).pk,
        "assessed_id": assess(cast.elif_, sent_exception(cast.ben, cast.hana, DIRECTOR_OF_RC, kind="other")).pk,
        "before_id": before_directors(cast.elif_, cast.ben, cast.hana, DIRECTOR_OF_RC, kind="other").pk,
        "sent_back_id": back.pk,
        "paused_id": paused.pk,
        "over_id": over.pk,
    }
