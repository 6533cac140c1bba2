"""An answer in sentences: what it is, whom one turns to, and what to do next."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from policies.adoption.reading import office
from policies.library.choices import Binds, Office, Strength
from policies.library.models import Clause
from policies.situations.choices import Verdict
from policies.situations.rules import BINDING, Answer, Circumstances

SAY = {
    Verdict.NEVER: gettext_lazy("Nobody may do this, whatever the reason, and nobody here can allow it."),
    Verdict.ASK_FIRST: gettext_lazy("Do not do it before you have a clear yes. Asking is never held against you."),
    Verdict.TELL: gettext_lazy("Do it soon, even if it seems small. Nobody may treat you badly because you told us honestly."),
    Verdict.CARE: gettext_lazy("Nothing here stands against it. Keep to what you read below."),
}
UNDECIDED = gettext_lazy(
    "No clause decides this by itself. What you read below helps you; ask your line manager if you are unsure."
)
BEGUN = gettext_lazy("If it has begun or happened, tell us now. Nobody may treat you badly because you told us honestly.")


def heading(answer: Answer, governing: Clause | None) -> str:
    """The answer in a few words."""
    if answer.verdict == Verdict.ASK_FIRST:
        return _("Ask %(whom)s first") % {"whom": office(answer.whom)}
    if answer.verdict == Verdict.TELL:
        return _("Tell %(whom)s") % {"whom": office(answer.whom)}
    if answer.verdict == Verdict.CARE and not decides(governing):
        return _("Take care, and ask if you are unsure")
    return str(answer.verdict.label)


def decides(governing: Clause | None) -> bool:
    """Whether a clause decides anything by itself: a principle does not, nor does what is about no topic."""
    return governing is not None and governing.strength in BINDING and bool(governing.categories)


def sentences(answer: Answer, governing: Clause | None, known: Circumstances) -> list[str]:
    """What one does now."""
    told = [str(SAY[answer.verdict]) if answer.verdict != Verdict.CARE or decides(governing) else str(UNDECIDED)]
    if governing is None:
        return [_("The policies here say nothing about this. That makes it neither right nor wrong."), *told]
    if answer.verdict == Verdict.NEVER:
        return [*told, str(BEGUN)]
    if answer.verdict == Verdict.ASK_FIRST and governing.strength == Strength.MUST_NOT:
        told.insert(0, _("This is not done here unless %(whom)s allows it, with safeguards.") % {"whom": office(answer.whom)})
    if known.who and known.who not in governing.binds:
        whom = ", ".join(str(Binds(each).label) for each in governing.binds)
        told.append(_("This clause is written for %(whom)s. Ask your line manager what holds for you.") % {"whom": whom})
    if answer.verdict == Verdict.TELL and answer.whom != Office.LINE_MANAGER:
        told.append(_("Your line manager helps you with it."))
    return told
