"""What a clause means to whoever reads it, in sentences; and how its strength looks."""

from collections.abc import Iterable

from django.utils.text import capfirst
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from policies.library.choices import Binds, ClientKind, ExceptionPath, Expects, Office, Seriousness, Strength
from policies.library.models import Clause

COLOURS = {
    Strength.ABSOLUTE: "red",
    Strength.MUST_NOT: "red",
    Strength.APPROVAL: "orange",
    Strength.DUTY: "purple",
    Strength.MUST: "blue",
    Strength.SHOULD_NOT: "yellow",
    Strength.SHOULD: "teal",
    Strength.RESPONSIBILITY: "grey",
    Strength.GUIDANCE: "green",
    Strength.PRINCIPLE: "grey",
}
BINDING = frozenset(Strength) - {Strength.GUIDANCE, Strength.PRINCIPLE, Strength.RESPONSIBILITY}
"""What one can keep or break."""


def colour(strength: str) -> str:
    """The colour beside the word; the word is always there too."""
    return COLOURS[Strength(strength)]


def office(value: str) -> str:
    """Whom a clause names."""
    return str(Office(value).label)


MEANINGS = {
    Strength.ABSOLUTE: _("Nobody may ever do this, whatever the reason."),
    Strength.MUST_NOT: _("You must not do this."),
    Strength.APPROVAL: _("Ask %(whom)s first. Without a yes, do not do it."),
    Strength.DUTY: _("Tell %(whom)s."),
    Strength.MUST: _("You must do this."),
    Strength.SHOULD_NOT: _("You should not do this. If you cannot avoid it, talk with your line manager."),
    Strength.SHOULD: _("You should do this."),
    Strength.RESPONSIBILITY: _("This is for %(whom)s to do."),
    Strength.GUIDANCE: _("This is good practice. It helps you decide."),
    Strength.PRINCIPLE: _("This is what the rules stand on."),
}


def meaning(clause: Clause) -> str:
    """What it asks of one, in one sentence."""
    named = clause.approver or clause.to_whom or clause.whose
    whom = office(named) if named else gettext("your line manager, or whoever the clause names")
    return str(MEANINGS[Strength(clause.strength)]) % {"whom": whom}


def exceptions(clause: Clause) -> str:
    """Who could allow a departure from it; nothing where there is nothing to depart from."""
    if clause.strength not in BINDING:
        return ""
    match ExceptionPath(clause.exception):
        case ExceptionPath.APPROVER:
            return gettext("Only %(whom)s can allow it.") % {"whom": office(clause.approver)}
        case ExceptionPath.NEVER:
            return gettext("Nobody can allow an exception.")
    return gettext("A director can allow an exception, with safeguards.")


def facts(clause: Clause) -> list[tuple[str, str]]:
    """What else is to be known about a clause, each with its heading."""
    told = [
        (gettext("Exceptions"), exceptions(clause)),
        (gettext("Breaking it is"), str(Seriousness(clause.seriousness).label) if clause.strength in BINDING else ""),
        (gettext("It binds"), _listed(Binds, clause.binds)),
        (gettext("In dealing with"), _listed(ClientKind, clause.client_kinds)),
        (gettext("It asks for"), _listed(Expects, clause.expects)),
    ]
    return [(heading, words) for heading, words in told if words]


def _listed(choices: type[Binds] | type[ClientKind] | type[Expects], values: Iterable[str]) -> str:
    return capfirst(", ".join(str(choices(value).label) for value in values))
