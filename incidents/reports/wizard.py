"""The reporting path as a reporter walks it: which form a page shows, whom it offers, and how the answers read.

Nothing here decides or saves: the steps come from the rules, the answers from the draft.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import Q, QuerySet, prefetch_related_objects
from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.appointments.choices import Role
from accounts.appointments.models import Appointment
from accounts.clients.queries import clients_of
from accounts.organisations.queries import today
from accounts.staff.models import StaffMember
from accounts.staff.queries import line_above, people_of, search
from boundaries.clocks.rules import due_at
from boundaries.errors.exceptions import ProductError
from incidents.reports import forms
from incidents.reports.choices import OWN_KINDS, Channel, Danger, Received, ReportKind, ReportStatus
from incidents.reports.models import Draft, Report
from incidents.reports.queries import begun
from incidents.reports.rules import is_serious
from policies.library.choices import Category

SHOWN = 20
SHORTEST_SEARCH = 2
Options = list[tuple[str, str]]
Answers = Mapping[str, Any]

FORMS: dict[str, type[forms.StepForm]] = {
    "danger": forms.DangerForm,
    "kind": forms.KindForm,
    "people": forms.PeopleForm,
    "when": forms.WhenForm,
    "what": forms.WhatForm,
    "story": forms.OwnStoryForm,
    "categories": forms.CategoriesForm,
    "done": forms.DoneForm,
    "not_to_receive": forms.NotToReceiveForm,
    "named": forms.NamedForm,
    "more": forms.MoreForm,
}
TEMPLATES = {
    "kind": "plain",
    "categories": "plain",
    "named": "plain",
    "what": "telling",
    "story": "telling",
}
TELLING = frozenset({"what", "story"})
SEARCHING = frozenset({"people", "not_to_receive"})


def form_of(step: str, answers: Answers) -> type[forms.StepForm]:
    """The form of a step; what somebody wants guidance on is asked in words of its own."""
    if step == "story" and answers.get("kind") == ReportKind.GUIDANCE:
        return forms.QuestionForm
    return FORMS[step]


def template_of(step: str) -> str:
    """The page of a step."""
    return f"incidents/reports/step/{TEMPLATES.get(step, step)}.html"


def words_of_telling(answers: Answers) -> tuple[str, str]:
    """The heading and the first sentence of the page on which something is told."""
    if answers.get("kind") == ReportKind.GUIDANCE:
        return _("What would you like guidance on?"), _("Write as you would say it. Nobody expects a finished story.")
    if answers.get("kind") == ReportKind.SELF_REPORT:
        return _("What happened?"), _("Write as you would say it. It is about learning and safety, not about blame.")
    return _("What happened?"), _(
        "Three boxes keep apart what is known and what is thought. Fill the ones you can; at least one."
    )


def hold_draft(actor: StaffMember, draft_id: UUID) -> None:
    """Let one page at a time look at what is saved and save after it, so that two devices cannot pass each other."""
    list(Draft.objects.visible_to(actor, by=begun).select_for_update().filter(id=draft_id).values_list("id"))


# --- Whom a page offers -------------------------------------------------------------------------------------------------
class Found(NamedTuple):
    """People found by name, and whether there are more than are shown."""

    people: Options
    many: bool


def described(person: StaffMember, role: str = "") -> str:
    """A person as colleagues tell people of one name apart: by work, team and partner organisation, never by number."""
    work = role or person.job_title or person.get_kind_display()
    return f"{person.name} ({', '.join(filter(None, [work, person.team.name if person.team else '', person.partner]))})"


def directory(actor: StaffMember) -> QuerySet[StaffMember]:
    """Everybody of one's own organisation who may be chosen; nobody for those who may not see the directory."""
    try:
        return people_of(actor, details=False)
    except ProductError:
        return StaffMember.objects.none()


def find_people(actor: StaffMember, text: str) -> Found:
    """Colleagues whose name has these words in it; too few letters find nobody."""
    words = " ".join(text.split())[: forms.SHORT]
    if len(words) < SHORTEST_SEARCH:
        return Found([], many=False)
    rows = search(directory(actor), {"q": words}).exclude(id=actor.id).order_by("name", "id")[: SHOWN + 1]
    found = [(str(person.id), described(person)) for person in rows]
    return Found(found[:SHOWN], many=len(found) > SHOWN)


def known_clients(actor: StaffMember) -> Options:
    """The clients one works with now, by name and reference."""
    day = today(actor.organisation)
    now = Q(assignments__worker=actor, assignments__starts_on__lte=day) & (
        Q(assignments__ends_on=None) | Q(assignments__ends_on__gte=day)
    )
    options = [(str(client.id), f"{client.name!s} ({client.reference})") for client in clients_of(actor).filter(now).distinct()]
    return sorted(options, key=lambda option: option[1].casefold())


LEADS = (
    Role.SAFEGUARDING_LEAD,
    Role.TRIAGE_OFFICER,
    Role.CHIEF_EXECUTIVE,
    Role.BOARD_CHAIR,
    Role.OUTSIDE_CONTACT,
    Role.DIRECTOR,
)


def near_people(actor: StaffMember, answers: Answers) -> Options:
    """Who might receive it: the lines above oneself and above those it is about, the leads, and those chosen before."""
    subjects = {person["person"] for person in answers.get("subjects", []) if person.get("person")}
    colleagues = StaffMember.objects.filter(organisation_id=actor.organisation_id, is_active=True).select_related("team")
    in_force = Appointment.objects.in_force(today(actor.organisation)).filter(organisation_id=actor.organisation_id)
    held = sorted(in_force.filter(role__in=LEADS).select_related("person__team"), key=lambda each: LEADS.index(Role(each.role)))
    roles = {each.person_id: each.get_role_display() for each in reversed(held)}
    if actor.manager_id:
        roles[actor.manager_id] = _("your line manager")
    lines = [actor, *colleagues.filter(id__in=subjects)]
    people = [person for each in lines for person in reversed(line_above(each))] + [each.person for each in held]
    people += colleagues.filter(id__in=answers.get("not_to_receive", [])).order_by("name")
    prefetch_related_objects(people, "team")
    named = {str(person.id): described(person, roles.get(person.id, "")) for person in people}
    active = {str(id_) for id_ in colleagues.filter(id__in=list(named)).values_list("id", flat=True)}
    return [(id_, words) for id_, words in named.items() if id_ in active - subjects - {str(actor.id)}]


# --- How the answers read -----------------------------------------------------------------------------------------------
class Told(NamedTuple):
    """Answers, and the words for everybody whom they name by id."""

    answers: Answers
    names: Mapping[str, str]


class Row(NamedTuple):
    """One answer on the page that shows them all, and the step that asks it."""

    step: str
    key: str
    value: str | list[str]


def read_names(organisation_id: UUID, answers: Answers) -> dict[str, str]:
    """The words for everybody of one's own organisation whom the answers name by id."""
    ids = {person["person"] for person in answers.get("subjects", []) if person.get("person")}
    ids |= set(answers.get("not_to_receive", []))
    people = StaffMember.objects.filter(organisation_id=organisation_id, id__in=ids).select_related("team")
    return {str(person.id): described(person) for person in people}


def draft_label(answers: Answers) -> str:
    """How a draft is called in a list: by its kind only, for others may look at the screen."""
    return _label(ReportKind.choices, answers.get("kind")) or _("A report you have begun")


def subjects_as_read(answers: Answers, names: Mapping[str, str]) -> list[dict[str, str]]:
    """Those it is about, as labels with the key that tells them apart."""
    return [
        {"label": names.get(str(person.get("person")), person.get("name", "")), "key": forms.name_key(person)}
        for person in answers.get("subjects", [])
    ]


def _when(answers: Answers) -> str:
    day = formats.date_format(date.fromisoformat(answers["when_date"]), "j F Y") if answers.get("when_date") else ""
    return ", ".join(filter(None, [day, answers.get("when", "")]))


def _subjects(answers: Answers, names: Mapping[str, str]) -> str | list[str]:
    if answers.get("subject_unknown") and not answers.get("subjects"):
        return _("I do not know the name")
    return [person["label"] for person in subjects_as_read(answers, names)] or ""


def _label(choices: Any, value: Any) -> str:
    return str(dict(choices).get(value, "")) if value else ""


def _confidence(answers: Answers) -> str:
    saved = answers.get("in_confidence")
    return "" if saved is None else _("No, in confidence") if saved else _("Yes, by name")


Reader = Callable[[Told], str | list[str]]


def text(name: str) -> Reader:
    """An answer in somebody's own words."""
    return lambda told: told.answers.get(name, "")


def choice(choices: Any, name: str) -> Reader:
    """An answer chosen from a list."""
    return lambda told: _label(choices, told.answers.get(name))


QUESTIONS: dict[str, tuple[Any, Reader]] = {
    "danger": (gettext_lazy("Is anyone in danger now?"), choice(Danger.choices, "danger")),
    "kind": (gettext_lazy("What it is"), choice(ReportKind.choices, "kind")),
    "subjects": (gettext_lazy("Whom it is about"), lambda told: _subjects(told.answers, told.names)),
    "clients": (
        gettext_lazy("Clients, relatives or friends"),
        lambda told: [person["name"] for person in told.answers.get("clients", [])] or "",
    ),
    "when": (gettext_lazy("When"), lambda told: _when(told.answers)),
    "where": (gettext_lazy("Where"), text("where")),
    "channel": (gettext_lazy("How the people were in touch"), choice(Channel.choices, "channel")),
    "received": (gettext_lazy("How somebody told me"), choice(Received.choices, "received")),
    "told_by": (gettext_lazy("Who told me"), text("told_by")),
    "saw": (gettext_lazy("What I saw or heard myself"), text("saw")),
    "own_saw": (gettext_lazy("What happened"), text("saw")),
    "told": (gettext_lazy("What others told me"), text("told")),
    "think": (gettext_lazy("What I think"), text("think")),
    "categories": (
        gettext_lazy("What it may be about"),
        lambda told: forms.labels_of(Category.choices, told.answers.get("categories", [])) or "",
    ),
    "done": (gettext_lazy("What has been done"), text("done")),
    "talked": (gettext_lazy("Talked over with my manager"), choice(forms.TALKED, "talked")),
    "shift_leader": (
        gettext_lazy("Who should take it"),
        lambda told: _("The shift leader on duty") if told.answers.get("shift_leader") else _("My line manager"),
    ),
    "not_to_receive": (
        gettext_lazy("Who should not receive it"),
        lambda told: (
            [told.names[id_] for id_ in told.answers.get("not_to_receive", []) if id_ in told.names] or _("Nobody named")
        ),
    ),
    "in_confidence": (gettext_lazy("May the person who handles it know my name?"), lambda told: _confidence(told.answers)),
}
ASKED: dict[str, tuple[str, ...]] = {
    "danger": ("danger",),
    "kind": ("kind",),
    "people": ("subjects", "clients"),
    "when": ("when", "where", "channel", "received", "told_by"),
    "what": ("saw", "told", "think"),
    "story": ("own_saw", "think"),
    "categories": ("categories",),
    "done": ("done", "talked"),
    "not_to_receive": ("not_to_receive",),
    "named": ("in_confidence",),
    "more": ("when", "where", "clients", "done", "shift_leader", "not_to_receive", "categories"),
}


def rows_of(steps: Sequence[str], answers: Answers, names: Mapping[str, str]) -> list[Row]:
    """Every answer of these steps, in the order in which they were asked."""
    told = Told(answers, names)
    return [Row(step, str(QUESTIONS[key][0]), QUESTIONS[key][1](told)) for step in steps for key in ASKED.get(step, ())]


# --- What happens next ----------------------------------------------------------------------------------------------------
def receivers(answers: Answers) -> str:
    """Who receives it, by role only: who is passed over, and why, is not for a page that somebody may look at."""
    if answers.get("kind") in OWN_KINDS:
        if answers.get("shift_leader"):
            return _("It goes to the shift leader on duty, or else to your line manager.")
        return _("It goes to your line manager.")
    subjects = answers.get("subjects", [])
    if not subjects or any(not person.get("person") for person in subjects):
        first = _("It goes to a triage officer, who finds out who is meant and passes it to the right person.")
    else:
        first = ngettext(
            "It goes to the line manager of the person it is about.",
            "It goes to the line manager whom the people it is about have in common.",
            len(subjects),
        )
    rest = _("Whoever is part of it, or was named as not to receive it, is passed over.")
    at_once = is_serious(answers.get("categories", []), answers.get("danger", ""))
    serious = _("The safeguarding lead is told at once as well.") if at_once else ""
    return " ".join(filter(None, [first, rest, serious]))


def what_happens_next(report: Report, answers: Answers) -> list[str]:
    """The sentences of the receipt, with the days on which something is due."""
    organisation = report.organisation
    calendar = organisation.calendar()

    def day(allowed: int) -> str:
        due = due_at(calendar, report.submitted_at, allowed).astimezone(calendar.zone)
        return formats.date_format(due, "l j F Y")

    return [
        receivers(answers),
        ngettext(
            "Within %(n)d working day, by %(day)s, you are told that it has been read.",
            "Within %(n)d working days, by %(day)s, you are told that it has been read.",
            organisation.acknowledge_days,
        )
        % {"n": organisation.acknowledge_days, "day": day(organisation.acknowledge_days)},
        ngettext(
            "Within %(n)d working day, by %(day)s, somebody gets in touch with you here.",
            "Within %(n)d working days, by %(day)s, somebody gets in touch with you here.",
            organisation.contact_days,
        )
        % {"n": organisation.contact_days, "day": day(organisation.contact_days)},
        _("If nobody does, the next person up is told by itself."),
    ]


class Standing(NamedTuple):
    """A status as its reporter reads it."""

    label: str
    colour: str
    words: str


STANDINGS: dict[str, tuple[Any, str, Any]] = {
    ReportStatus.SUBMITTED: (
        gettext_lazy("Sent"),
        "blue",
        gettext_lazy("Your report is on its way to the person who will handle it. You will read here when they have seen it."),
    ),
    ReportStatus.ACKNOWLEDGED: (
        gettext_lazy("Read"),
        "teal",
        gettext_lazy("The person who handles your report has read it and will get in touch with you here."),
    ),
    ReportStatus.IN_TRIAGE: (
        gettext_lazy("Being looked into"),
        "teal",
        gettext_lazy("The person who handles your report is working on it."),
    ),
    ReportStatus.WAITING: (
        gettext_lazy("Waiting for you"),
        "yellow",
        gettext_lazy("The person who handles your report has asked you something and waits for your answer."),
    ),
}


def standing_of(status: str) -> Standing:
    """The plain words of a status; one that has no words of its own is being looked into."""
    label, colour, words = STANDINGS.get(status, STANDINGS[ReportStatus.IN_TRIAGE])
    return Standing(str(label), colour, str(words))
