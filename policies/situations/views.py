"""Check a situation, page by page: what is it about, which of these is it, a question or two, the answer.

Every page is sent to one address, and what was chosen comes with it: what somebody wonders about stands in no address, no history
and no log, and nothing of it is stored. Whoever goes on from an answer begins a report that has the words in it already.
"""

from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.organisations.rules import signposts
from accounts.staff.views import ActorRequest, page, show
from boundaries.access.doors import Door, opened_to
from boundaries.web.kept_forms import kept_nowhere
from policies.adoption.reading import exceptions, meaning
from policies.adoption.views import lines, tabs
from policies.library.choices import CATEGORY_GROUPS, Category
from policies.situations import rules
from policies.situations.choices import Danger, Verdict
from policies.situations.entries import entries_for
from policies.situations.forms import NONE_OF_THEM, ChosenForm, QuestionsForm, circumstances
from policies.situations.queries import MOST_SHOWN, Reading, Said, worker
from policies.situations.reading import heading, sentences
from policies.situations.rules import Circumstances, ways_on

COLOURS = {Verdict.NEVER: "red", Verdict.ASK_FIRST: "orange", Verdict.TELL: "purple", Verdict.CARE: "green"}


@opened_to(Door.STAFF, ungated=True)
@kept_nowhere
@page
def check(request: ActorRequest) -> HttpResponse:
    reading = Reading(request.actor)
    chosen = ChosenForm(request.POST).chosen() if request.method == "POST" else dict.fromkeys(ChosenForm.base_fields, "")
    if chosen["words"] or chosen["step"] in {"none", "asked"}:
        return answer(request, reading, chosen)
    if chosen["step"] == "search" and chosen["q"]:
        return offer(request, reading.like(chosen["q"]), chosen | {"topic": ""}, _("Which of these is it?"))
    if chosen["topic"]:
        return offer(request, reading.about(named(chosen["topic"])), chosen | {"q": ""}, label_of(chosen["topic"]))
    return choose_topic(request, reading)


def named(topic: str) -> str:
    """The topic; no name for what is about none."""
    return "" if topic == NONE_OF_THEM else topic


def label_of(topic: str) -> str:
    """A topic in words."""
    return str(Category(topic).label) if named(topic) else _("Something else")


def framed(request: ActorRequest, template: str, chosen: dict[str, str], **context: Any) -> HttpResponse:
    """One of the pages, with what was chosen before it."""
    frame = {
        "area": tabs("situations:check"),
        "chosen": chosen,
        "signposts": signposts(request.actor.organisation.danger_signposts),
    }
    return show(request, f"policies/situations/{template}.html", frame | context)


def choose_topic(request: ActorRequest, reading: Reading) -> HttpResponse:
    """What it is about."""
    counted = reading.counted()
    groups = [
        {"label": label, "topics": [{"value": each.value, "label": each.label} for each in members if counted[each.value]]}
        for label, members in CATEGORY_GROUPS
    ]
    context = {
        "groups": [group for group in groups if group["topics"]],
        "elsewhere": NONE_OF_THEM if counted[""] else "",
        "any_policy": bool(reading.adoptions),
    }
    return framed(request, "topics", {}, **context)


def offer(request: ActorRequest, words: list[str], chosen: dict[str, str], title: str) -> HttpResponse:
    """Which situation it is."""
    return framed(request, "words", chosen, heading=title, words=words[:MOST_SHOWN], is_cut=len(words) > MOST_SHOWN)


def answer(request: ActorRequest, reading: Reading, chosen: dict[str, str]) -> HttpResponse:
    """The answer, once the questions that change it were asked."""
    topic, who = named(chosen["topic"]), worker(request.actor)
    open_ = reading.answer(chosen["words"], topic, Circumstances(who=who)).asked
    form = QuestionsForm(request.POST if chosen["step"] == "asked" else None, asked=open_)
    if open_ and chosen["step"] != "asked":
        return framed(request, "questions", chosen, form=form)
    told = {**form.cleaned_data} if form.is_valid() else {}
    known = circumstances(told, who=who)
    said = reading.answer(chosen["words"], topic, known)
    return framed(request, "answer", chosen, asked_before=bool(open_), **answer_context(said, known, chosen, told))


def answer_context(said: Said, known: Circumstances, chosen: dict[str, str], told: dict[str, str]) -> dict[str, Any]:
    """What the page of an answer shows."""
    answered, found = said.finding.answer, said.finding
    governing = found.clauses[0] if found.clauses else None
    words = chosen["words"] or chosen["q"]
    return {
        "verdict": answered.verdict,
        "colour": COLOURS[answered.verdict],
        "heading": heading(answered, governing),
        "sentences": sentences(answered, governing, known),
        "situation": words,
        "call_first": known.danger or (answered.verdict == Verdict.TELL and rules.is_serious(found.clauses)),
        "governing": lines(said.clauses[:1]),
        "meaning": [each for each in (meaning(governing), exceptions(governing)) if each] if governing else [],
        "others": lines(said.clauses[1:]),
        "also": lines(said.also),
        "entries": entries_for(found.clauses),
        "ways": [{"kind": each.value, "label": each.label} for each in ways_on(answered, known)],
        "disclose_url": reverse("disclosures:start") if rules.asks_to_disclose(said.finding.clauses) else "",
        "prefilled": {
            "words": words,
            "categories": said.categories,
            "danger": Danger.NO.value if told.get("danger") == Danger.NO else "",
        },
    }
