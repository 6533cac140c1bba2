"""What was reported in the other three organisations: a little, so that each is alive."""

from accounts.demo.cast import NORTHERN
from accounts.demo.organisations import ASSISTANCE, CARE
from incidents.demo.rules import Since
from incidents.demo.tales import Step, Tale, Told, acknowledges, asks, finds_an_outsider, replies, takes_up, writes
from incidents.reports.choices import Channel, ReportKind
from policies.library.choices import Category

IN_THE_NORTH = (
    Tale(
        by="Annie Qaqqasiq",
        begins=Since(2, "10:15"),
        told=Told(
            kind=ReportKind.SELF_REPORT,
            when="After the game on Saturday",
            where="From the arena to the other end of town",
            saw=(
                "I took two of the girls from the programme home on my snowmobile. It was minus thirty, and their ride had not "
                "come. Here everybody does that, and I am their cousin besides."
            ),
            think="I would not leave them standing. I would like us to agree what to do next time, and to have it written down.",
            categories=(Category.OUT_OF_SCOPE, Category.DUAL),
            done="I told their mother the same evening.",
        ),
        then=(
            Step(0, "13:00", "Joseph Tremblay", acknowledges()),
            Step(
                1,
                "09:30",
                "Joseph Tremblay",
                writes("You did right, and it was right to tell me. I will bring a plan for rides to the next staff meeting."),
            ),
        ),
    ),
    Tale(
        by="Devon Clarke",
        begins=Since(4, "15:20"),
        told=Told(
            kind=ReportKind.GUIDANCE,
            when="Before the holidays",
            saw=(
                "An elder who helps with the workshop wants to give me a pair of mitts that she has sewn. They are worth a lot, "
                "and to refuse such a thing is rude here."
            ),
            think="May I accept them? Could they belong to the workshop instead?",
            categories=(Category.GIFTS,),
        ),
        then=(
            Step(1, "10:00", "Rachel Thornton", acknowledges()),
            Step(
                1,
                "10:20",
                "Rachel Thornton",
                writes("Thank you for asking. What if she gave them at the feast, to the workshop, and told their story?"),
            ),
            Step(2, "09:05", "Devon Clarke", replies("She liked that. She wants to show the young people how they are made.")),
            Step(2, "11:00", "Rachel Thornton", takes_up()),
        ),
    ),
    Tale(
        by="Peter Akavak",
        begins=Since(1, "15:30"),
        told=Told(
            kind=ReportKind.CONCERN,
            about=("Marc Boucher",),
            when="Most evenings this month",
            where="The makerspace",
            channel=Channel.IN_PERSON,
            saw="Marc opens the makerspace after closing time for one of the participants, and they work there alone until late.",
            think="They are building something good together. I would feel better if a second adult were there.",
            categories=(Category.OFF_HOURS, Category.FAVOURITISM),
            talked="no",
        ),
    ),
)
IN_CARE = (
    Tale(
        by="Thandi Moyo",
        begins=Since(3, "13:45"),
        told=Told(
            kind=ReportKind.SELF_REPORT,
            when="On my birthday",
            where="Lindenwood Court",
            saw=(
                "A resident gave me a birthday card. At home I found a twenty pound note inside. I brought it back the next "
                "morning, and he was hurt."
            ),
            think="I would like it to be written down that it went back, and to know what to say to him.",
            categories=(Category.GIFTS,),
            done="I gave it back, and told the shift.",
        ),
        then=(
            Step(1, "08:10", "Femi Adeyemi", acknowledges()),
            Step(
                1,
                "08:30",
                "Femi Adeyemi",
                writes("Well done. I spoke with him over tea; he is not cross with you. The card is yours to keep, of course."),
            ),
            Step(2, "08:00", "Femi Adeyemi", takes_up()),
        ),
    ),
    Tale(
        by="Alan Burgess",
        begins=Since(2, "15:15"),
        told=Told(
            kind=ReportKind.CONCERN,
            about=("Marius Ionescu",),
            when="On Thursday night",
            where="Lindenwood Court",
            channel=Channel.MONEY,
            saw="Marius had a resident's bank card with him. He said that he buys her groceries on the way to work.",
            think="I believe him. But nobody else knows of it, and there is nothing about it in her plan.",
            categories=(Category.CLIENT_MONEY,),
            talked="yes",
        ),
        then=(
            Step(1, "20:15", "Kasia Wrobel", acknowledges()),
            Step(1, "20:30", "Kasia Wrobel", asks("Did you see a receipt, or does the resident keep them? Only if you know.")),
        ),
    ),
    Tale(
        by="Gwen Ashworth",
        begins=Since(0, "09:20"),
        told=Told(
            kind=ReportKind.COMPLAINT,
            about=("Alan Burgess",),
            clients=("the daughter of a resident on the first floor",),
            when="At breakfast",
            days_before=0,
            where="Lindenwood Court, the dining room",
            channel=Channel.IN_PERSON,
            told="She says that Alan calls her mother “my old girl”, and that her mother does not like it but will not say so.",
            think="Alan means it warmly.",
            categories=(Category.DISRESPECT,),
            done="I promised her that somebody would call her this week.",
        ),
    ),
)
IN_ASSISTANCE = (
    Tale(
        by="Dolores Begay",
        begins=Since(3, "11:05"),
        told=Told(
            kind=ReportKind.SELF_REPORT,
            when="Yesterday morning",
            where="At my desk",
            saw=(
                "I opened an application from my list and read two pages before I saw that it was from somebody I went to school "
                "with. We still meet at the market."
            ),
            think="I do not want to decide about it, and I would like somebody to note that I have read it.",
            categories=(Category.RECORDS, Category.DUAL),
            done="I closed it and touched nothing.",
        ),
        then=(
            Step(0, "14:20", "Ray Nakamura", acknowledges()),
            Step(1, "09:00", "Ray Nakamura", writes("Thank you, that was just right. I have given the application to Trevor.")),
        ),
    ),
    Tale(
        by="Heather Olsen",
        begins=Since(2, "09:50"),
        told=Told(
            kind=ReportKind.CONCERN,
            about=("Miguel Santos",),
            when="At the beginning of the month",
            where="The intake office",
            channel=Channel.OTHER,
            saw="An application that came in on Thursday was decided on Friday. Those from the week before are still waiting.",
            told="At lunch Miguel said that his aunt was so happy with her letter.",
            think="It may be chance that the two fit together. I would rather somebody looked than that we whispered about it.",
            categories=(Category.FAVOURITISM,),
            in_confidence=True,
        ),
        then=(
            Step(0, "16:00", "Tamika Johnson", acknowledges()),
            Step(1, "10:00", "Tamika Johnson", writes("Thank you. I am looking at the order of the last four weeks.")),
            Step(1, "10:10", "Tamika Johnson", takes_up()),
        ),
    ),
    Tale(
        by="Trevor Finch",
        begins=Since(4, "16:30"),
        told=Told(
            kind=ReportKind.CONCERN,
            written=("the new man who cleans the office, Walt or Walter",),
            when="In the evening",
            where="The intake office",
            channel=Channel.OTHER,
            saw="He was reading a letter that had been left on a desk. When he saw me he put it down and said that it was sad.",
            think="The letter should not have been lying there. That part is on us.",
            categories=(Category.CONFIDENTIALITY,),
            done="I locked the letter away.",
        ),
        then=(
            Step(1, "09:10", "Tamika Johnson", acknowledges()),
            Step(2, "13:00", "Tamika Johnson", finds_an_outsider()),
            Step(
                2,
                "13:10",
                "Tamika Johnson",
                writes("He works for the cleaning firm. I have asked them to talk with him, and us to clear our desks."),
            ),
        ),
    ),
)

NEIGHBOURS = {NORTHERN.name: IN_THE_NORTH, CARE.name: IN_CARE, ASSISTANCE.name: IN_ASSISTANCE}
"""The tales of each of the three, by its name."""
