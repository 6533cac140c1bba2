"""Questions in the demo: one waits for Amira, Ben has something to talk about, and Lena is asked by her line manager."""

from accounts.clients.models import Client
from accounts.demo.cast import RELIEF
from accounts.staff.models import StaffMember
from boundaries.access.scope import Reason, as_system, speaking_for
from policies.moments.actions import answer, ask
from policies.moments.choices import Answer, Moment
from policies.moments.queries import waiting_for


def question_in_the_demo() -> None:
    """Hana's workers are asked whether they knew her before."""
    people = StaffMember.objects.filter(organisation__name=RELIEF.name).select_related("organisation__data_key")
    amira, ben = (people.get(user__email=f"{name}@{RELIEF.domain}") for name in ("amira", "ben"))
    hana = Client.objects.get(organisation=amira.organisation, reference="C-1001")
    with as_system(Reason.OUTBOX, organisation_id=amira.organisation_id):
        ask(organisation=amira.organisation, moment=Moment.KEY_WORKER, people=[amira.pk], client_id=hana.pk)
        team = list(people.filter(team=amira.team).exclude(pk=amira.pk).values_list("pk", flat=True))
        ask(organisation=amira.organisation, moment=Moment.INTAKE, people=team, client_id=hana.pk)
    with speaking_for(ben):
        for asking in waiting_for(ben):
            answer(actor=ben, asking_id=asking.pk, said=Answer.SOMETHING)
