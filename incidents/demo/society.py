"""What was reported in the other teams of the relief society, up to its director and its area managers."""

from io import BytesIO

from PIL import Image, ImageDraw

from incidents.demo.rules import MinutesAgo, Since
from incidents.demo.tales import (
    Step,
    Tale,
    Told,
    acknowledges,
    answers,
    asks,
    finds_out,
    hands_over,
    replies,
    steps_in,
    takes_up,
    writes,
)
from incidents.reports.choices import Channel, Danger, ReportKind
from policies.library.choices import Category


def picture_of_a_chat() -> bytes:
    """What a telephone showed, without any words: four messages."""
    picture = Image.new("RGB", (360, 640), "#f3f2f1")
    draw = ImageDraw.Draw(picture)
    messages = [(20, 250, "#ffffff"), (110, 340, "#cce2d8"), (20, 210, "#ffffff"), (150, 340, "#cce2d8")]
    for number, (left, right, colour) in enumerate(messages):
        draw.rounded_rectangle((left, 60 + 90 * number, right, 120 + 90 * number), radius=16, fill=colour)
    kept = BytesIO()
    picture.save(kept, "PNG")
    return kept.getvalue()


TALES = (
    Tale(
        by="Pavel Horak",
        begins=Since(3, "16:45"),
        told=Told(
            kind=ReportKind.GUIDANCE,
            clients=("an older man at the Tuesday clinic",),
            when="Every week",
            saw=(
                "One of the men I visit cooks a whole meal each time I come, and sets the table for two. He lives alone. If I do "
                "not eat, he packs it for me."
            ),
            think="At my clinic we may accept food. What is the rule with you, and which one holds when I work here?",
            categories=(Category.GIFTS,),
            done="So far I eat a little and thank him.",
        ),
        then=(
            Step(1, "13:30", "Farid Rahimi", acknowledges()),
            Step(
                1,
                "13:40",
                "Farid Rahimi",
                asks("Good that you ask. Does he do it for other visitors too? And could he afford it, as far as you can tell?"),
            ),
        ),
    ),
    Tale(
        by="Fatou Diallo",
        begins=Since(1, "10:50"),
        told=Told(
            kind=ReportKind.CONCERN,
            about=("Tariq Aziz", "Hugo Martins"),
            when="Before the doors opened",
            days_before=0,
            where="The clothing store",
            channel=Channel.MONEY,
            saw=(
                "Tariq had put six winter coats aside. Hugo came over from the night shelter and took them for his people before "
                "anybody else could choose."
            ),
            think="Both wanted to help. But those who queued outside for an hour found nothing warm.",
            categories=(Category.FAVOURITISM,),
            done="I asked both to bring back what is left. They agreed at once.",
            talked="yes",
        ),
        then=(Step(0, "16:30", "Farid Rahimi", acknowledges()),),
    ),
    Tale(
        by="Leila Karimi",
        begins=Since(5, "07:30"),
        told=Told(
            kind=ReportKind.SELF_REPORT,
            when="On the night shift",
            where="The night shelter",
            saw=(
                "A woman could not sleep and told me about her divorce. I told her about mine, and it became a long talk. By "
                "the end she was comforting me."
            ),
            think="It felt close and good at the time. Afterwards I thought that I had used her ear for myself.",
            categories=(Category.SELF_DISCLOSURE,),
            done="I wrote a line in the night book, without details.",
        ),
        then=(
            Step(0, "14:00", "Omar Benali", acknowledges()),
            Step(
                1,
                "14:30",
                "Omar Benali",
                writes(
                    "Thank you for telling me. It happens to all of us at four in the morning. Shall we talk before your shift?"
                ),
            ),
            Step(
                1, "20:10", "Leila Karimi", replies("Yes please. I would like to hear what you say when somebody asks about you.")
            ),
            Step(2, "14:00", "Omar Benali", takes_up()),
            Step(
                3, "14:30", "Omar Benali", writes("It was a good talk. I suggest that we take it up in the team, without names.")
            ),
        ),
    ),
    Tale(
        by="Priya Nair",
        begins=MinutesAgo(95),
        told=Told(
            kind=ReportKind.COMPLAINT,
            about=("Andrei Popescu",),
            clients=("the mother of Zora Kamau",),
            when="When the beds were given out",
            days_before=1,
            where="The entrance of the night shelter",
            channel=Channel.IN_PERSON,
            told=(
                "She says that Andrei told her to learn to queue like everybody else. She had only come forward because her "
                "daughter had to use the bathroom."
            ),
            think="It was a very full night, and he had been on his feet since noon.",
            categories=(Category.DISRESPECT,),
            done="I apologised to her, and told her that I would pass it on.",
        ),
    ),
    Tale(
        by="Sven Eriksson",
        begins=Since(3, "12:30"),
        told=Told(
            kind=ReportKind.SELF_REPORT,
            clients=("Ozan Baptista",),
            when="Last weekend",
            where="Near the food store",
            saw=(
                "Ozan needed a bicycle for his new job, and I had an old one. I sold it to him for fifteen euros. At home, among "
                "volunteers, nobody would think twice. Now I have read that we do not buy or sell."
            ),
            think="I would gladly give the money back, but perhaps he wants to have paid for it.",
            categories=(Category.MONEY,),
        ),
        then=(
            Step(0, "15:00", "Lucia Romano", acknowledges()),
            Step(1, "09:00", "Lucia Romano", asks("Did anybody else know, and how did you come to the price?")),
            Step(
                2,
                "08:30",
                "Sven Eriksson",
                answers("Nobody knew. He offered thirty; I said fifteen because one brake is worn. He has mended it since."),
            ),
        ),
    ),
    Tale(
        by="Julia Kowalska",
        begins=Since(5, "11:40"),
        told=Told(
            kind=ReportKind.CONCERN,
            about=("Carmen Vidal",),
            clients=("Ursula Ivanova",),
            when="On distribution days",
            where="At the table with the bread",
            channel=Channel.IN_PERSON,
            saw=(
                "Carmen asks people whether she may pray with them before she hands over the bag. Most say yes. Ursula looked at "
                "me and did not know what to do."
            ),
            think="Carmen asks so gently that nobody likes to refuse. That may be just what makes it hard.",
            categories=(Category.BELIEFS,),
            done="I stood beside Ursula and gave her the bag myself.",
        ),
        then=(Step(1, "10:00", "Lucia Romano", acknowledges()),),
    ),
    Tale(
        by="Salma Idrissi",
        begins=Since(0, "15:30"),
        told=Told(
            kind=ReportKind.CONCERN,
            written=("Gustav, who has the evenings at Harbour House",),
            clients=("Vera Nkosi",),
            when="On Monday evening",
            where="On the telephone",
            channel=Channel.PHONE,
            told=(
                "Vera told me that a man called Gustav gave her the private number of one of his colleagues, so that she could "
                "ask about her sister's papers. She has called it twice."
            ),
            think="I do not know the people at Harbour House well enough to say who he is.",
            categories=(Category.CONTACT_DETAILS,),
            done="I took over the question about the papers, and asked Vera not to call that number again.",
        ),
    ),
    Tale(
        by="Teresa Lobo",
        begins=Since(1, "09:15"),
        told=Told(
            kind=ReportKind.CONCERN,
            written=("Thomas, who drives the van on Tuesdays",),
            clients=("Catarina Chukwu",),
            when="On the last two Tuesdays",
            where="Hill Street Centre, the yard",
            channel=Channel.IN_PERSON,
            saw="The driver took Catarina's shopping trolley home for her, and stayed for tea. I saw the van in front of her door.",
            think="She is glad of the help. It is not what the van is for, and I do not think anybody has agreed to it.",
            categories=(Category.OUT_OF_SCOPE, Category.OUTING),
        ),
        then=(Step(0, "11:45", "Chidi Eze", acknowledges()),),
    ),
    Tale(
        by="Rosa Delgado",
        begins=Since(4, "13:15"),
        told=Told(
            kind=ReportKind.CONCERN,
            written=("Kenji, the delegate",),
            clients=("Joao Wolde",),
            when="During the briefing",
            days_before=1,
            where="Hill Street Centre, second floor",
            channel=Channel.OTHER,
            saw=(
                "He took a picture of the wall with the letters that Joao received from his family, to show at a talk about our "
                "work. One can read the names."
            ),
            think="I am sure that he did not think of it. I am not certain how to spell his name, so I did not choose anybody.",
            categories=(Category.CONFIDENTIALITY,),
            done="I have covered the letters.",
        ),
        then=(
            Step(0, "15:20", "Tomas Novak", acknowledges()),
            Step(1, "09:40", "Tomas Novak", finds_out("Kenji Mori")),
            Step(
                1,
                "16:00",
                "Kwame Asante",
                writes(
                    "This has come to me now. The talk is not before next month, so there is time. I will see to the picture."
                ),
            ),
            Step(2, "09:30", "Kwame Asante", takes_up()),
        ),
    ),
    Tale(
        by="Salma Idrissi",
        begins=Since(4, "10:20"),
        told=Told(
            kind=ReportKind.COMPLAINT,
            about=("Mateus Rocha",),
            clients=("Vera Nkosi",),
            when="On his last visit",
            days_before=3,
            where="At her home",
            channel=Channel.IN_PERSON,
            told=(
                "Vera says that Mateus looked through the papers on her kitchen table while she was in the other room. He said "
                "that he was looking for the form they needed."
            ),
            think="Perhaps he wanted to be quick. It is her home, and she would have found it herself.",
            categories=(Category.PROPERTY,),
            talked="yes",
        ),
        then=(
            Step(0, "12:10", "Kwame Asante", acknowledges()),
            Step(
                0,
                "12:20",
                "Kwame Asante",
                hands_over("Sofia Dragan", "I am on leave from tomorrow, and Vera should not have to wait until I am back."),
            ),
            Step(
                1,
                "09:50",
                "Sofia Dragan",
                writes("Kwame is away, so I am looking after this. Would Vera like to meet me, with or without you?"),
            ),
            Step(1, "10:30", "Salma Idrissi", replies("With me, she says, and gladly here rather than at her home.")),
            Step(
                2,
                "14:40",
                "Sofia Dragan",
                steps_in(
                    "Met Vera together with Salma. She would like Mateus to go on with the search for her sister, but to meet at "
                    "the centre. Mateus was only told that meetings are at the centre for now.",
                    hours_before=3,
                ),
            ),
            Step(2, "14:50", "Sofia Dragan", takes_up()),
        ),
    ),
    Tale(
        by="Chloe Dubois",
        begins=Since(1, "08:30"),
        told=Told(
            kind=ReportKind.CONCERN,
            about=("Viktor Hansen",),
            clients=("Khadija Endrizzi",),
            when="After the consultation",
            days_before=1,
            where="The corridor at Hill Street Centre",
            channel=Channel.IN_PERSON,
            saw=(
                "Khadija said that she wanted to complain about the waiting time. Viktor answered that whoever complains waits "
                "longest. He smiled. She did not."
            ),
            think=(
                "I hope it was only a bad joke. She now says that she will not come back. Viktor shares a flat with Sofia, so it "
                "should not go to her."
            ),
            categories=(Category.PRESSURE, Category.DISRESPECT),
            done="I asked Khadija whether I may call her tomorrow. She said yes.",
            talked="not_possible",
            danger=Danger.UNSURE,
            in_confidence=True,
            not_to_receive=("Sofia Dragan",),
        ),
        then=(
            Step(0, "09:10", "Beatriz Furtado", acknowledges()),
            Step(
                0,
                "15:00",
                "Beatriz Furtado",
                writes(
                    "Thank you. I have called Khadija myself and offered her somebody else to go on with. She will think about it."
                ),
            ),
        ),
    ),
    Tale(
        by="Nina Weiss",
        begins=Since(6, "16:40"),
        files={"chat.png": picture_of_a_chat()},
        told=Told(
            kind=ReportKind.CONCERN,
            about=("Jamal Harris",),
            clients=("Joao Oliveira",),
            when="Since the summer camp",
            channel=Channel.SOCIAL,
            saw=(
                "Several of the young people follow Jamal's own account, and he follows them. He answers them there about homework "
                "and football, late in the evening too. I have added a picture of what one of them showed me."
            ),
            told="Joao says that everybody knows Jamal answers faster there than on the centre's phone.",
            think="He is the one they trust most. That is worth a lot, and all the more reason to do it where others can see it.",
            categories=(Category.PERSONAL_CHANNEL, Category.OFF_HOURS),
            talked="no",
        ),
        then=(
            Step(1, "10:00", "Emeka Nwosu", acknowledges()),
            Step(1, "10:30", "Emeka Nwosu", asks("Do you know whether any of the parents know of it?")),
            Step(3, "09:00", "Emeka Nwosu", takes_up()),
            Step(
                3,
                "09:10",
                "Emeka Nwosu",
                writes("You are on leave this week, so I have gone on without waiting. Nothing is needed from you now."),
            ),
        ),
    ),
    Tale(
        by="Abdi Warsame",
        begins=Since(2, "19:05"),
        told=Told(
            kind=ReportKind.GUIDANCE,
            clients=("Joao Oliveira",),
            when="He will ask again on Saturday",
            saw=(
                "The father of one of our football boys wants to give me his old watch because his son has passed his exams. He "
                "says that it would offend him if I said no."
            ),
            think="How do others say no to such a thing? Would it be different if it were for the club?",
            categories=(Category.GIFTS,),
            done="I said that the boy had done the work, not I.",
        ),
        then=(
            Step(1, "09:30", "Emeka Nwosu", acknowledges()),
            Step(
                1,
                "09:40",
                "Emeka Nwosu",
                writes(
                    "You said it well. Tell him that you are not allowed to, and that it is my rule: then it is not you who says "
                    "no. If he likes, he can come and tell the boys how he found his own first job."
                ),
            ),
            Step(1, "19:00", "Abdi Warsame", replies("He would love that. I will try it on Saturday, and tell you.")),
        ),
    ),
    Tale(
        by="Lucia Romano",
        begins=Since(1, "16:20"),
        told=Told(
            kind=ReportKind.CONCERN,
            about=("Farid Rahimi",),
            when="At the weekly meeting and once by e-mail",
            days_before=2,
            where="Harbour House",
            channel=Channel.EMAIL,
            saw="Farid asked me to put the son of a friend at the top of the list for the warehouse course.",
            think=(
                "He may not have thought of it as a favour. I have told nobody, because everybody here reports to him in the end."
            ),
            categories=(Category.FAVOURITISM,),
            done="I have left the list as it is.",
            talked="not_possible",
        ),
    ),
    Tale(
        by="Beatriz Furtado",
        begins=Since(2, "12:00"),
        told=Told(
            kind=ReportKind.CONCERN,
            about=("Noor Siddiqui",),
            when="In two meetings this month",
            where="Head office",
            channel=Channel.IN_PERSON,
            saw=(
                "Noor asked me to leave two worries of my teams out of the monthly summary, because the donors' visit was near. "
                "She said that we would add them the month after."
            ),
            think="I understand the reason. I still believe that the summary should say what there was.",
            categories=(Category.CONCEALMENT,),
            talked="yes",
            in_confidence=True,
        ),
    ),
)
