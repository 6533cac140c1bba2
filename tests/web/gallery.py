"""Pages that show every component and every state of every input; nothing but tests uses them."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from django import forms
from django.template import engines
from django.template.loader import render_to_string

from boundaries.web.forms import CheckboxSelectMultiple, ClockTimeField, DateInputField, PageForm, RadioSelect

HERE = Path(__file__).parent
NOW = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
LONG_WORD = "Donaudampfschifffahrtsgesellschaftskapitaenswitwenrente" * 2
LONG_TEXT = "She told me that he writes to her at night. I saw two of the messages on her phone.\n\n" * 12
KINDS = [
    ("self", "About myself"),
    ("colleague", "About a colleague"),
    ("told", "A complaint that somebody told me"),
    ("unsure", "I am not sure and want guidance"),
]
CATEGORIES = [
    (group, [(f"{group}-{n}".lower().replace(" ", "-"), f"{words} {n}") for n in range(1, count + 1)])
    for group, count, words in (
        ("Closeness", 8, "A friendship, a meeting or a message outside of work"),
        ("Money and gifts", 7, "A gift, a loan or a favour, taken or given"),
        ("Touch and intimacy", 6, "Touch that was not needed or not wanted"),
        ("Words and pictures", 8, "Something said, written or shown"),
    )
] + [("unsure", "I am not sure")]


class EveryInput(PageForm):
    """One of every kind of input."""

    name = forms.CharField(label="Where was it?", help_text="A place, or roughly where", max_length=60)
    note = forms.CharField(label="Anything else?", required=False)
    story = forms.CharField(
        label="What did you see or hear yourself?",
        help_text="Only what you saw or heard. What others told you comes next.",
        widget=forms.Textarea(attrs={"rows": 6}),
        max_length=200,
    )
    kind = forms.ChoiceField(
        label="What is it about?",
        choices=KINDS,
        help_text="Choose the nearest one",
        widget=RadioSelect(
            hints={"self": "Something I did, or that happened to me", "unsure": "You will talk with your manager"},
            reveals={"told": ["told_by"]},
            divider_before="unsure",
        ),
    )
    told_by = forms.CharField(label="Who told you?")
    named = forms.ChoiceField(
        label="May we tell others who you are?", choices=[("yes", "Yes"), ("no", "No")], widget=RadioSelect(inline=True)
    )
    where = forms.MultipleChoiceField(
        label="Who saw it?",
        choices=[("me", "I did"), ("others", "Colleagues"), ("none", "Nobody")],
        widget=CheckboxSelectMultiple(exclusive={"none"}, divider_before="none", hints={"others": "Name them below"}),
    )
    site = forms.ChoiceField(label="Which site?", choices=[("", "Choose a site"), ("n", "North"), ("s", "South")])
    day = DateInputField(label="When was it?", help_text="For example 27 3 2026", not_after=NOW.date())
    hour = ClockTimeField(label="At what time?", help_text="For example 2:30pm or 14:30")
    people = forms.IntegerField(label="How many people?", widget=forms.NumberInput(attrs={"class": "govuk-input--width-3"}))
    paper = forms.FileField(label="Add a file", help_text="A photo, a PDF or a text, up to 10 MB", required=False)
    password = forms.CharField(label="Your password", widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}))
    sure = forms.BooleanField(label="I have talked it over with my manager", help_text="You need not have")
    token = forms.CharField(widget=forms.HiddenInput, initial="x")


class OneQuestion(PageForm):
    """One thing per page: the question is the heading."""

    heading_field = "kind"
    heading_caption = "Report a concern"
    kind = EveryInput.base_fields["kind"]
    told_by = EveryInput.base_fields["told_by"]


class Categories(PageForm):
    """The thirty categories, grouped."""

    heading_field = "categories"
    categories = forms.MultipleChoiceField(
        label="What does it touch?",
        help_text="Choose all that fit. A rough choice is good enough.",
        choices=CATEGORIES,
        widget=CheckboxSelectMultiple(exclusive={"unsure"}),
        error_messages={"required": "Choose what it touches, or say that you are not sure"},
    )


class QueueFilter(PageForm):
    """Filters of a list."""

    mark_optional = False
    search = forms.CharField(label="Reference", required=False)
    status = forms.MultipleChoiceField(
        label="Status",
        choices=[("new", "New"), ("triage", "In triage"), ("waiting", "Waiting")],
        widget=CheckboxSelectMultiple,
        required=False,
    )


FULL: dict[str, Any] = {
    "name": "The day centre in the Long Lane, " + "x" * 80,
    "note": LONG_WORD,
    "story": LONG_TEXT,
    "kind": "told",
    "told_by": "",
    "named": "yes",
    "where": ["me", "none"],
    "site": "n",
    "day_day": "31",
    "day_month": "February",
    "day_year": "2026",
    "hour": "3",
    "people": "many",
    "sure": "on",
    "token": "x",
}

COMPONENTS: dict[str, Any] = {
    "now": NOW,
    "soon": NOW + timedelta(hours=3),
    "distant": NOW + timedelta(days=4),
    "past": NOW - timedelta(days=1, hours=2),
    "long_text": LONG_TEXT,
    "colours": ["grey", "blue", "teal", "yellow", "orange", "red", "green", "purple"],
    "crumbs": [{"label": "Your queue", "url": "#"}, {"label": "Reports", "url": "#"}, {"label": "BR-7F3K-92QD"}],
    "rows": [
        {"key": "What it is about", "value": "A colleague", "change_url": "#"},
        {"key": "Who", "value": ["Ben, support worker", "A man whose name I do not know"], "change_url": "#"},
        {"key": "What you saw or heard yourself", "value": LONG_TEXT[:260], "change_url": "#"},
        {"key": "What others told you", "value": "", "change_url": "#"},
        {"key": "Reference", "value": "BR-7F3K-92QD"},
    ],
    "tasks": [
        {"label": "Talk with the reporter", "url": "#", "status": "Done"},
        {"label": "Record what you did", "url": "#", "hint": "Short words are enough", "status": "Not started", "colour": "blue"},
        {"label": "Close", "status": "Cannot start yet", "colour": "grey"},
    ],
    "entries": [
        {"title": "Amira reported a concern", "at": NOW - timedelta(days=2), "text": ""},
        {"title": "The report reached Elif", "by": "the route", "at": NOW - timedelta(days=2), "text": "She leads the team."},
        {"title": "Elif asked for more", "by": "Elif", "at": NOW, "text": "Do you remember which day it was?"},
    ],
    "thread": [
        {
            "text": "Thank you for telling us.\nDo you remember which day it was?",
            "by": "The person handling it",
            "at": NOW,
            "mine": False,
        },
        {"text": "I think it was a Tuesday.", "by": "Amira", "at": NOW, "mine": True},
        {"text": LONG_WORD, "by": "The person handling it", "at": NOW, "mine": False},
    ],
    "nodes": [
        {
            "label": "Samuel",
            "note": "chief executive",
            "children": [
                {
                    "label": "Farid",
                    "url": "#",
                    "note": "area manager",
                    "children": [{"label": "Elif", "url": "#", "children": [{"label": "Amira"}, {"label": "Ben"}]}],
                },
                {"label": "Noor", "note": "director"},
            ],
        }
    ],
    "columns": ["Name", "Team", "Status", "Time left"],
    "table_rows": [
        [
            "Amira",
            {"url": "#", "label": "North"},
            {"tag": "Active", "colour": "green"},
            {"due_at": NOW + timedelta(hours=30), "now": NOW},
        ],
        ["Ben", None, {"tag": "Away", "colour": "grey"}, {"due_at": None, "now": NOW, "waiting": True}],
    ],
}

SIGNED_IN: dict[str, Any] = {
    "home_url": "/",
    "report_url": "/report",
    "quick_exit_url": "http://elsewhere.test/weather",
    "demo": True,
    "person_name": "Elif Demir",
    "sign_out_url": "/sign-out",
    "notices_url": "/notices",
    "notices_count": 3,
    "navigation": [
        {"label": "Start", "url": "/", "current": False, "badge": None},
        {"label": "Your queue", "url": "/queue", "current": True, "badge": 12},
        {"label": "Your reports", "url": "/reports", "current": False, "badge": 0},
        {"label": "People", "url": "/people", "current": False, "badge": None},
    ],
    "footer_links": [{"label": "Help", "url": "/help"}, {"label": "Privacy", "url": "/privacy"}],
    "session_warning": {"seconds": 1200, "keep_alive_url": "/keep-alive", "sign_in_url": "/sign-in"},
}


def queue_rows(count: int) -> list[dict[str, Any]]:
    """A queue with every state of time left in it."""
    states = [("New", "blue"), ("In triage", "teal"), ("Waiting for information", "yellow"), ("Acknowledged", "green")]
    return [
        {
            "url": f"#{n}",
            "reference": f"BR-7F3K-92Q{n:X}",
            "kind": KINDS[n % 4][1],
            "about": "Ben, support worker" if n % 3 else "",
            "received_at": NOW - timedelta(days=n),
            "status": states[n % 4][0],
            "colour": states[n % 4][1],
            "due_at": NOW + timedelta(hours=n * 17 - 20),
            "waiting": n % 4 == 2,
            "unread": n % 4 == 0,
        }
        for n in range(count)
    ]


def bound(form: type[forms.Form], **data: Any) -> forms.Form:
    """A form as it comes back with these answers."""
    from django.http import QueryDict

    answers = QueryDict(mutable=True)
    for name, value in data.items():
        answers.setlist(name, value) if isinstance(value, list) else answers.__setitem__(name, value)
    return form(answers)


def render(name: str, **context: Any) -> str:
    """A gallery template, or one of the project's own."""
    whole = {**SIGNED_IN, **context}
    if (HERE / name).exists():
        return engines["django"].from_string((HERE / name).read_text()).render(whole)
    return render_to_string(name, whole)


def pages() -> dict[str, str]:
    """Every page of the gallery by its name."""
    question = {"back_url": "#back", "autosave_url": "/autosave"}
    found = {
        "components": render("gallery.html", **COMPONENTS),
        "inputs": render("gallery_inputs.html", form=EveryInput(), **question),
        "inputs-wrong": render("gallery_inputs.html", form=bound(EveryInput), **question),
        "inputs-full": render("gallery_inputs.html", form=bound(EveryInput, **FULL), **question),
        "inputs-filled": render(
            "gallery_inputs.html", form=EveryInput(initial={"kind": "told", "day": date(2026, 3, 27)}), **question
        ),
        "question": render("base_question.html", form=OneQuestion(), **question),
        "question-wrong": render("base_question.html", form=bound(OneQuestion), **question),
        "categories": render("base_question.html", form=Categories(), **question),
        "categories-wrong": render("base_question.html", form=bound(Categories), **question),
        "queue": render(
            "gallery_queue.html",
            now=NOW,
            queue=queue_rows(12),
            filter_form=QueueFilter(),
            selected=[{"label": "In triage", "remove_url": "#"}],
        ),
        "queue-empty": render("gallery_queue.html", now=NOW, filter_form=QueueFilter(), person_name="x" * 60),
        "signed-out": render("gallery_receipt.html", **dict.fromkeys(SIGNED_IN), sign_in_url="/sign-in"),
        "receipt": render("gallery_receipt.html", demo=False),
        "confirm": render("gallery_confirm.html"),
    }
    found |= {f"error-{status}": render(f"errors/{status}.html", message="") for status in (400, 403, 404, 413, 429)}
    found["error-409"] = render("errors/409.html", message="Somebody has acknowledged this report already.")
    found |= {f"error-{status}": render_to_string(f"errors/{status}.html") for status in (500, 503)}
    return found
