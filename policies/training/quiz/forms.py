"""One question of a quiz, and how far somebody is: signed, and kept nowhere but on the page."""

from typing import Any
from uuid import UUID

from django import forms
from django.core import signing
from django.utils.translation import gettext_lazy as _

from accounts.staff.forms import ActionForm
from boundaries.web.forms import RadioSelect
from policies.situations.choices import Verdict

SALT, A_DAY = "training.quiz", 24 * 60 * 60
HINTS: dict[str, Any] = {
    Verdict.NEVER: _("Nobody may, whatever the reason."),
    Verdict.ASK_FIRST: _("Not without a yes from whoever may give it."),
    Verdict.TELL: _("It is not for you alone: somebody has to know."),
    Verdict.CARE: _("It is part of your work, or does no harm if you think of it."),
}


class QuestionForm(ActionForm):
    """What does the policy say about this?"""

    heading_field = "answer"
    answer = forms.ChoiceField(
        choices=Verdict.choices, widget=RadioSelect(hints=HINTS), error_messages={"required": _("Choose what your policies say")}
    )
    state = forms.CharField(widget=forms.HiddenInput)

    def __init__(self, *arguments: Any, situation: str, caption: str, **kwargs: Any) -> None:
        super().__init__(*arguments, **kwargs)
        self.fields["answer"].label = f"“{situation}”"
        self.heading_caption = caption


def sign(*, person_id: UUID, topic_id: UUID, seed: int, digest: str, answers: list[str]) -> str:
    """How far somebody is with a quiz."""
    told = {"person": str(person_id), "topic": str(topic_id), "seed": seed, "digest": digest, "answers": answers}
    return signing.dumps(told, salt=SALT, compress=True)


def opened(state: str, *, person_id: UUID, topic_id: UUID) -> dict[str, Any] | None:
    """How far they are; None for what was not signed for this person and topic within the day."""
    try:
        told: dict[str, Any] = signing.loads(state, salt=SALT, max_age=A_DAY)
    except signing.BadSignature:
        return None
    return told if (told["person"], told["topic"]) == (str(person_id), str(topic_id)) else None
