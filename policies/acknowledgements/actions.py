"""Acknowledging a policy as it reads now, and reminding those who have not."""

from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.staff.models import StaffMember
from boundaries.clocks.queries import now
from boundaries.errors.exceptions import NotVisible, RuleViolation
from boundaries.record.actions import append
from policies.acknowledgements.events import AcknowledgementEvent
from policies.acknowledgements.models import Acknowledgement
from policies.acknowledgements.permissions import ACCESS, AcknowledgementPermission
from policies.acknowledgements.queries import digests_in_force, people_led
from policies.adoption.models import Adoption


@transaction.atomic
def acknowledge(*, actor: StaffMember, adoption_id: UUID, digest: str) -> Acknowledgement:
    """Say that one read the text of this digest and will keep to it. Saying it twice says it once.

    Raises NotVisible for a policy that is not in force here, and RuleViolation where it reads otherwise by now.
    """
    rows = Adoption.objects.select_for_update(of=("self",), no_key=True).select_related("version__policy")
    adoption = rows.filter(pk=adoption_id, organisation_id=actor.organisation_id, ended_at=None).first()
    if adoption is None:
        raise NotVisible
    ACCESS.require(actor, AcknowledgementPermission.GIVE, adoption)
    if digest != adoption.digest:
        raise RuleViolation("acknowledgement.changed", _("The policy was changed while you read it. Read it again, please."))
    given, is_new = Acknowledgement.objects.get_or_create(
        person=actor,
        digest=digest,
        defaults={"organisation_id": actor.organisation_id, "adoption": adoption, "given_at": now()},
    )
    if is_new:
        append(
            AcknowledgementEvent.GIVEN,
            about=("policy", adoption.pk),
            organisation_id=actor.organisation_id,
            actor_id=actor.pk,
            key=actor.organisation.data_key,
            data={"policy": adoption.version.policy.key, "edition": adoption.version.edition, "digest": digest},
        )
    return given


@transaction.atomic
def remind(*, actor: StaffMember) -> int:
    """Remind everybody one leads for whom a policy waits; how many. Those without a login are told by nobody but their manager.

    Raises Forbidden for whoever leads nobody. The same people are told at most once a day (`tasks`).
    """
    digests = digests_in_force(actor.organisation_id)
    waiting = people_led(actor, digests, only_waiting=True).filter(user__isnull=False, user__is_active=True)
    people = [str(each) for each in waiting.order_by("pk").values_list("pk", flat=True)]
    if people:
        append(
            AcknowledgementEvent.REMINDED,
            about=("acknowledgements", actor.organisation_id),
            organisation_id=actor.organisation_id,
            actor_id=actor.pk,
            key=actor.organisation.data_key,
            data={"people": people},
        )
    return len(people)
