"""Thirty everyday situations, each as somebody meets it: from the start page to the right clause and the right answer.

Nobody needs more than four clicks, and every click is a page of the product without JavaScript.
"""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

import pytest

from accounts.demo.cast import Cast
from policies.library.choices import CATEGORY_GROUPS, Category
from policies.situations.choices import Danger, Happened, Towards, Verdict
from tests.accounts.kinds import SignedIn
from tests.policies.adopting import AK, LK, PCF, PQ, RC, adopted
from tests.policies.situations.walking import Walk

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("library")]
NEVER, ASK, TELL, CARE = Verdict.NEVER, Verdict.ASK_FIRST, Verdict.TELL, Verdict.CARE
MOST_CLICKS = 4
NOT_YET, DONE = {"happened": Happened.NOT_YET}, {"happened": Happened.YES}
ELSE = "Questions about no topic of these"


class Met(NamedTuple):
    """A situation: under which topic, in which words, what else is known, the clause that governs, and what the answer is."""

    topic: str
    words: str
    known: Mapping[str, str]
    clause: str
    verdict: Verdict
    heading: str


T = Category
EVERYDAY: dict[tuple[str, ...], list[Met]] = {
    (RC,): [
        Met(T.ROMANTIC, "A client asked me on a date", {}, "RC-A-11", NEVER, "Never"),
        Met(T.FRIENDSHIP, "I have feelings for a client", {}, "RC-B-1", NEVER, "Never"),
        Met(T.NOT_TOLD, "A client seems to like me", {}, "RC-B-2", TELL, "Tell the line manager"),
        Met(T.GIFTS, "A client gave me a present", NOT_YET, "RC-B-4", ASK, "Ask a director first"),
        Met(T.GIFTS, "I hinted that I would like something", DONE, "RC-B-4", TELL, "Tell a director"),
        Met(T.MONEY, "I borrowed bus money from a client", DONE, "RC-B-6", TELL, "Tell a director"),
        Met(T.OUT_OF_SCOPE, "The family asked me to mow the lawn", NOT_YET, "RC-B-8", ASK, "Ask the line manager first"),
        Met(T.OUTING, "May I take a client to the cinema?", NOT_YET, "RC-B-9", ASK, "Ask the line manager first"),
        Met(T.OUTING, "A client wants to go for coffee with me", DONE, "RC-B-9", TELL, "Tell the line manager"),
        Met(T.CONFIDENTIALITY, "I sent a client's details to the wrong person", DONE, "RC-A-13", TELL, "Tell the line manager"),
        Met(T.ABUSE, "I think a child is not safe", {"danger": Danger.YES}, "RC-A-5", TELL, "Tell the line manager"),
        Met(T.PROPERTY, "I broke something in a client's home", {}, "RC-A-12", CARE, "Fine with care"),
        Met(ELSE, "I am not sure if this is over the line", {}, "RC-B-13", CARE, "Take care, and ask if you are unsure"),
        Met(ELSE, "Can somebody allow an exception?", NOT_YET, "RC-R-2", ASK, "Ask a director first"),
    ],
    (RC, PCF): [
        Met(T.GIFTS, "A client brought me chocolates", NOT_YET, "RC-B-4", ASK, "Ask a director first"),
        Met(T.DUAL, "A client invites me for a meal", {}, "RC-A-11", NEVER, "Never"),
        Met(T.DUAL, "A client is my neighbour", {}, "PCF-DUAL-2", TELL, "Tell the line manager"),
        Met(T.ROMANTIC, "A former client asked me out", {}, "PCF-DUAL-5", NEVER, "Never"),
        Met(T.TOUCH, "I hugged a client", DONE, "PCF-TOUCH-1", TELL, "Tell the line manager"),
    ],
    (PQ,): [
        Met(T.OFF_HOURS, "A student asked me to join their birthday", {"towards": Towards.CHILD}, "PQ-BEH-1", NEVER, "Never"),
        Met(T.OFF_HOURS, "A student asked me to join their birthday", {"towards": Towards.INDIRECT}, "PQ-OUT-1", CARE, "Fine with care"),
        Met(T.PERSONAL_CHANNEL, "A student added me on a chat app", {}, "PQ-BEH-2", NEVER, "Never"),
        Met(T.MONEY, "A participant asked me to lend them money", {}, "PQ-BEH-7", NEVER, "Never"),
        Met(T.ABUSE, "I saw someone grab a participant", {}, "PQ-BEH-9", NEVER, "Never"),
        Met(T.PERSONAL_CHANNEL, "I want to open an Instagram page for our programme", NOT_YET, "PQ-COM-5", ASK, "Ask the line manager first"),
        Met(T.NOT_TOLD, "My niece has joined the programme", {}, "PQ-PROC-1", TELL, "Tell the line manager"),
    ],
    (LK,): [
        Met(T.CLIENT_MONEY, "A family wants to give money to the home", NOT_YET, "LK-4.1-5", ASK, "Ask the line manager first"),
        Met(T.BELIEFS, "Inviting a service user to my church", {}, "LK-3.4.2-1", NEVER, "Never"),
        Met(T.CONCEALMENT, "They said they want to end it all", {"danger": Danger.YES}, "LK-3.8.2-2", TELL, "Tell the team"),
        Met(T.TOUCH, "They always want a hug", {}, "LK-3.9.1-1", CARE, "Fine with care"),
        Met(T.CONTACT_DETAILS, "They asked for my mobile number", NOT_YET, "LK-4.3-3", ASK, "Ask a director first"),
    ],
    (AK,): [
        Met(T.RECORDS, "I found a client's number in the file and rang it", {}, "AK-5", NEVER, "Never"),
        Met(T.CONFIDENTIALITY, "I talked about a case in the lunch room", DONE, "AK-2", TELL, "Tell the line manager"),
    ],
}  # fmt: skip


def walked(browser: object, met: Met) -> Iterator[str]:
    """What is not as it should be when somebody walks to this answer."""
    assert hasattr(browser, "get")
    topic = met.topic if met.topic == ELSE else str(Category(met.topic).label)
    way = Walk(browser).follow("Check a situation").press(topic).press(met.words)  # type: ignore[arg-type]  # a test client
    if "See the answer" in way.buttons:
        way = way.press("See the answer", **met.known)
    elif met.known:
        yield f"{met.words}: nothing was asked"
    found = (way.codes[0], way.answer.context["verdict"], " ".join(way.page.heading.split()))
    if found != (met.clause, met.verdict, met.heading):
        yield f"{met.words}: {found}"
    if way.clicks > MOST_CLICKS:
        yield f"{met.words}: {way.clicks} clicks"


@pytest.mark.parametrize("keys", EVERYDAY, ids=" and ".join)
def test_it_is_answered_within_four_clicks(cast: Cast, signed_in: SignedIn, keys: tuple[str, ...]) -> None:
    for key in keys:
        adopted(cast.noor, key)
    browser = signed_in(cast.amira)
    assert [wrong for met in EVERYDAY[keys] for wrong in walked(browser, met)] == []


def test_there_are_thirty_of_every_kind_and_many_topics() -> None:
    rows = [met for all_ in EVERYDAY.values() for met in all_]
    assert len({met.words for met in rows}) >= 30
    assert {met.verdict for met in rows} == set(Verdict)
    groups = [members for _label, members in CATEGORY_GROUPS if Category.UNSURE not in members]
    assert all({met.topic for met in rows} & {*members} for members in groups), "every group of topics is met"
