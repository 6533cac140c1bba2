"""Ten thousand people: asked in the background, part by part, with progress to be seen, and reminded once each."""

from itertools import pairwise

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.demo.cast import Cast
from boundaries.clocks.queries import at
from boundaries.outbox.drain import drain
from boundaries.outbox.models import OutboxRow
from policies.campaigns.actions import A_PART, GATHER, REMIND, start_campaign
from policies.campaigns.models import Campaign, CampaignAsk, CampaignPart
from policies.campaigns.queries import figures_of
from tests.policies.adopting import RC, adopted
from tests.policies.campaigns.asking import LAST_DAY, MONDAY, january, moment
from tests.policies.campaigns.many import crowd, reached

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("library")]
MANY = 10_000


def open_work(kind: str) -> int:
    return OutboxRow.objects.filter(kind=kind, done_at=None).count()


def asked_part_by_part(campaign: Campaign) -> list[int]:
    """How many have been asked after each row of work."""
    seen = [figures_of(campaign).asked]
    while open_work(GATHER) or open_work(REMIND):
        drain(1)
        seen.append(figures_of(campaign).asked)
    return seen


def test_ten_thousand_are_asked_in_parts_and_once_each(cast: Cast) -> None:
    adopted(cast.noor, RC)
    crowd(cast, MANY)
    with at(moment(MONDAY)):
        campaign = start_campaign(actor=cast.noor, policies=[RC], due_on=LAST_DAY, kinds=["volunteer"])
        assert CampaignAsk.objects.count() == 0, "whoever starts it does not wait"
        seen = asked_part_by_part(campaign)
        parts = CampaignPart.objects.count()
        assert parts == MANY // A_PART + 1
        assert seen == sorted(seen)
        assert seen[-1] == figures_of(campaign).people == MANY + 1, "Lena too, who is told by her line manager"
        assert max(after - before for before, after in pairwise(seen)) == A_PART
        assert len(set(seen)) == parts + 1
    assert reached("start") == (MANY, MANY)
    assert open_work("notices.mail") == MANY
    with at(moment(january(24))), CaptureQueriesContext(connection) as few:
        drain(1)
        figures_of(campaign)
    assert open_work(REMIND) == parts - 1
    assert len(few) < A_PART, "a part is not asked person by person"
