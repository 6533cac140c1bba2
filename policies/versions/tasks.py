"""What follows when a version is published or withdrawn: it comes into force where the policy is, or goes out of it."""

from django.db.models import QuerySet

from accounts.staff.models import StaffMember
from boundaries.record.events import Event
from boundaries.record.models import RecordEntry
from boundaries.record.reactions import AtOnce, Later, register
from policies.adoption.actions import put_in_force, put_out_of_force
from policies.adoption.models import Adoption
from policies.library.models import PolicyVersion
from policies.versions.events import VersionEvent


def come_into_force(entry: RecordEntry) -> None:
    """Where the policy is in force, the version just approved takes the place of the one before, with the same words."""
    version, actor = _about(entry)
    before = _standing(entry).filter(policy_id=version.policy_id).first()
    if before is not None:
        words = {name: before.words.get(name, usual) for name, usual in version.words.items()}
        kept = {"owner_id": before.owner_id, "last_reviewed": before.last_reviewed, "next_review": before.next_review}
        put_in_force(version, before, actor=actor, facts={"words": words, **kept})


def go_out_of_force(entry: RecordEntry) -> None:
    """What was withdrawn is in force no longer."""
    version, actor = _about(entry)
    for adoption in _standing(entry).filter(version=version):
        put_out_of_force(adoption, actor=actor)


def _standing(entry: RecordEntry) -> QuerySet[Adoption]:
    rows = Adoption.objects.filter(organisation_id=entry.organisation_id, ended_at=None)
    return rows.select_for_update(of=("self",)).select_related("version__policy")


def _about(entry: RecordEntry) -> tuple[PolicyVersion, StaffMember]:
    assert entry.actor_id is not None, "a person approves and withdraws"
    version = PolicyVersion.objects.select_related("policy").get(pk=entry.about_id)
    return version, StaffMember.objects.select_related("organisation__data_key").get(pk=entry.actor_id)


REACTIONS: dict[Event, list[AtOnce | Later]] = {
    VersionEvent.PUBLISHED: [come_into_force],
    VersionEvent.WITHDRAWN: [go_out_of_force],
}
register(REACTIONS)
