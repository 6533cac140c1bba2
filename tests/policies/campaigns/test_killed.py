"""A campaign without Redis, while a process is killed and two do the same work: everybody is reminded, and nobody twice."""

from datetime import timedelta

import pytest

from tests.faults.conftest import crew  # noqa: F401  # the fixture is found by its name
from tests.faults.crew import Crew

pytestmark = pytest.mark.fault
MANY = 1200


def test_a_campaign_killed_midway_and_taken_up_by_two_reminds_everybody_once(crew: Crew) -> None:  # noqa: F811  # as above
    from accounts.demo.cast import small_world
    from accounts.organisations.queries import today
    from boundaries.outbox.models import OutboxRow
    from policies.campaigns.actions import A_PART, REMIND, start_campaign
    from policies.campaigns.queries import figures_of
    from policies.campaigns.rules import last_day
    from policies.library.actions import PACKS, load_policies, packs_in
    from tests.policies.adopting import RC, adopted
    from tests.policies.campaigns.many import crowd, reached

    cast = small_world()
    load_policies(files=packs_in(PACKS))
    adopted(cast.noor, RC)
    crowd(cast, MANY)
    organisation = cast.organisation
    due_on = last_day(organisation.calendar(), today(organisation) + timedelta(days=20), 1)
    campaign = start_campaign(actor=cast.noor, policies=[RC], due_on=due_on, kinds=["volunteer"])

    crew.start("sink")
    crew.start("relay")
    crew.until(lambda: figures_of(campaign).asked, "some are asked")
    crew.kill_at_work("relay")
    midway = figures_of(campaign)
    assert 0 < midway.asked < midway.people
    assert midway.asked % A_PART in {0, 1}, "a part is asked whole or not at all; Lena cannot be told and makes it one more"
    assert reached("start")[0] in {midway.asked, midway.asked - 1}

    crew.start("relay-2")
    crew.start("relay-3")
    crew.until(lambda: not figures_of(campaign).to_ask, "all are asked")
    assert not OutboxRow.objects.filter(kind=REMIND, done_at=None).exists()
    assert reached("start") == (MANY, MANY)
    crew.until(lambda: not OutboxRow.objects.filter(kind="notices.mail", done_at=None).exists(), "every mail is sent")
    mails = crew.mail_sent()
    assert len({mail["id"] for mail in mails}) == MANY
    assert len({str(mail["to"]) for mail in mails}) == MANY
