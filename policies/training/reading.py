"""How somebody stands with a topic, in words: never by a colour alone."""

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.staff.choices import StaffKind
from policies.training.choices import COLOURS, GUARDED, Clients, State
from policies.training.models import Topic
from policies.training.queries import Standing


def words(standing: Standing) -> str:
    """The state with its day, where it has one."""
    last = standing.last
    until = last and last.expires_on and date_format(last.expires_on, "j M Y")
    match standing.state:
        case State.DONE if last and until:
            return _("Done until %(day)s") % {"day": until}
        case State.DONE if last:
            return _("Done on %(day)s") % {"day": date_format(last.done_on, "j M Y")}
        case State.SOON:
            return _("Runs out on %(day)s") % {"day": until}
        case State.RAN_OUT:
            return _("Ran out on %(day)s") % {"day": until}
    return str(standing.state.label)


def colour(standing: Standing) -> str:
    """The traffic light beside the words."""
    return COLOURS[standing.state]


def who_needs_it(topic: Topic) -> list[str]:
    """Who needs a topic, one condition a line; all of them must fit."""
    told = []
    if topic.kinds:
        told.append(", ".join(str(StaffKind(kind).label) for kind in topic.kinds))
    if topic.posts:
        told.append(_("Job title: %(titles)s") % {"titles": ", ".join(topic.posts)})
    if topic.team:
        told.append(_("Team: %(team)s") % {"team": topic.team.name})
    if topic.site:
        told.append(_("Site: %(site)s") % {"site": topic.site.name})
    if topic.clients:
        told.append(str(Clients(topic.clients).label))
    if topic.clients in GUARDED:
        told.append(_("Before they begin: nobody is assigned to such a client without it"))
    return told or [_("Everybody who works here")]


def how_long(topic: Topic) -> str:
    """How long it counts."""
    if topic.months is None:
        return _("It does not run out.")
    return _("It counts for %(months)d months.") % {"months": topic.months}
