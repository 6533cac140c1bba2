"""The product's one story, played by people in browsers: a worry reaches the right supervisor, and nobody else."""

from collections.abc import Callable
from uuid import uuid4

import pytest

from tests.faults.crew import Crew
from tests.faults.found import OPEN
from tests.story.people import Person

pytestmark = pytest.mark.browser
Enter = Callable[..., Person]
SAW, ASKED, ANSWERED = "Hana waits for him every evening.", "Since when does she wait?", "Since the summer fair."
ITS_OWN = (
    *(f"/reports/{{}}/{end}" for end in ("", "receipt/", "receipt.txt", "add/", "answer/", "withdraw/", "files/")),
    *(f"/desk/{{}}/{end}" for end in ("", "acknowledge/", "ask/", "message/", "recuse/", "reassign/", "people/")),
    *(f"/api/v1/{noun}/{{}}/" for noun in ("reports", "desk")),
)
EVERYWHERE = ("/", "/reports/", "/reports/start/", "/desk/", "/notices/", "/people/", "/people/tree/", "/clients/", "/teams/")


def everything_follows(behind: Crew) -> None:
    """The relay has done what there was to do."""
    behind.until(lambda: not behind.ask(OPEN), "everything that follows has happened")


def id_in(address: str) -> str:
    """The id of the report that an address is about."""
    return next(part for part in address.split("/") if len(part) == len(str(uuid4())))


def check_sees_nothing(person: Person, reference: str, report_id: str) -> None:
    """No page they can reach names it, and its own addresses answer like those of something that never was."""
    hidden = (reference, report_id, SAW, ASKED, ANSWERED)
    for address in EVERYWHERE:
        shown = person.open(address)
        assert person.status == 200
        assert not [words for words in hidden if words in shown], address
    for around in ITS_OWN:
        theirs, never = person.open(around.format(report_id)), person.open(around.format(uuid4()))
        assert (theirs, person.status) == (never, 404), around
    found, none = (person.open(f"/desk/?reference={each}").replace(each, "") for each in (reference, "BR-2222-2222"))
    assert found == none


def test_a_concern_reaches_the_right_desk_and_nobody_else(enter: Enter, behind: Crew) -> None:
    amira = enter("amira", phone=True, script=False)
    reference = amira.report(about="Ben Okafor", saw=SAW)
    report_id = id_in(amira.page.url)
    everything_follows(behind)

    elif_ = enter("elif")
    elif_.follow("Reports for you", then=reference)
    elif_.follow(reference, then=SAW)
    assert "Amira Haddad" in elif_.text()
    elif_.click("Acknowledge the report", then="Acknowledge the report")
    elif_.click("Acknowledge it", then="The report is acknowledged")
    elif_.follow("Ask the reporter for more", then="Your question")
    elif_.write("Your question", ASKED)
    elif_.click("Send the question", then="Your question was sent")
    everything_follows(behind)

    amira.open("/")
    amira.follow("Notices", then="There is a question about your report.")
    amira.follow("There is a question about your report.", then=ASKED)
    amira.click("Answer", then="Answer the question")
    amira.write("Your answer", ANSWERED)
    amira.click("Send the answer", then=ANSWERED)
    assert "Elif" not in amira.text()
    everything_follows(behind)

    elif_.follow("Notices", then="Your question about a report was answered.")
    elif_.follow("Your question about a report was answered.", then=ANSWERED)
    assert "In triage" in elif_.text()

    for key in ("ben", "ivo", "root"):
        check_sees_nothing(enter(key), reference, report_id)
    mails = behind.mail_sent()
    assert {address for mail in mails for address in mail["to"]} == {"elif@relief.example", "amira@relief.example"}
    assert not any(words in str(mail) for mail in mails for words in (reference, report_id, SAW, ASKED, ANSWERED, "Ben"))


def test_a_concern_about_the_supervisor_goes_past_her(enter: Enter, behind: Crew) -> None:
    amira = enter("amira", phone=True)
    reference = amira.report(about="Elif Demir", saw=SAW)
    report_id = id_in(amira.page.url)
    everything_follows(behind)

    check_sees_nothing(enter("elif"), reference, report_id)
    farid = enter("farid", phone=True)
    farid.follow("Reports for you", then=reference)
    farid.follow(reference, then=SAW)
    assert [mail["to"] for mail in behind.mail_sent()] == [["farid@relief.example"]]
