"""What was reported about the Harbour team and by it: most of it stands on Elif's desk."""

from incidents.demo.rules import MinutesAgo, Since
from incidents.demo.tales import (
    Step,
    Tale,
    Told,
    Unfinished,
    acknowledges,
    adds,
    answers,
    asks,
    asks_to_withdraw,
    attaches,
    names_witness,
    replies,
    steps_aside,
    steps_in,
    takes_up,
    writes,
)
from incidents.reports.choices import Channel, ReportKind
from policies.library.choices import Category

NOTE = """Kitchen, Harbour House

Selam asked me to write down what she remembers:
- It was just before supper. Four others were at the table.
- Gustavo asked whether "the letter about the rent" had come.
- She had told him about the letter in the office, with the door closed.
- She does not want anybody to be in trouble. She wants it not to happen again.
"""

TALES = (
    Tale(
        by="Amira Haddad",
        begins=MinutesAgo(6),
        told=Told(
            kind=ReportKind.CONCERN,
            about=("Ben Okafor",),
            clients=("Hana Abebe",),
            when="In the evenings, since last week",
            where="By phone, outside our hours",
            channel=Channel.MESSAGE,
            saw=(
                "Hana showed me her phone this morning because she could not open a form. There were messages from Ben, some of "
                "them sent after ten at night. I saw that they came from his own number, not from the team's phone. I did not "
                "read them."
            ),
            told=(
                "Hana said that Ben gave her his number when her brother was ill, and that it helped her to know that somebody "
                "would answer. She likes writing with him."
            ),
            think=(
                "I think that Ben meant well and did not want to leave her alone at night. I am worried that it goes on, and "
                "that she will be hurt when he stops answering."
            ),
            categories=(Category.PERSONAL_CHANNEL, Category.CONTACT_DETAILS, Category.OFF_HOURS),
            done="I showed Hana the number of the night line and we saved it in her phone.",
        ),
    ),
    Tale(
        by="Amira Haddad",
        begins=Since(1, "14:20"),
        told=Told(
            kind=ReportKind.CONCERN,
            about=("Ben Okafor",),
            clients=("Hana Abebe",),
            when="After the morning round",
            days_before=1,
            where="At the front desk of Harbour House",
            channel=Channel.MONEY,
            saw="I saw Ben give Hana a twenty euro note from his own wallet. They did not hide it.",
            told="Hana told me later that it was a loan for phone credit, and that it was not the first one.",
            think="It was kindly meant. I think she now feels that she owes him something.",
            categories=(Category.MONEY,),
            done="I told Hana how to ask for credit from the hardship fund.",
            talked="not_possible",
        ),
    ),
    Tale(
        by="Gustavo Pereira",
        begins=Since(2, "11:15"),
        told=Told(
            kind=ReportKind.SELF_REPORT,
            clients=("Giulia Hassanov",),
            when="At the end of our last meeting before her move",
            where="Harbour House, small meeting room",
            saw=(
                "Giulia gave me a scarf that she had knitted for me. I said that I could not take it. She looked so sad that I "
                "took it after all. It lies in my locker; I have not worn it."
            ),
            think="I should like to keep on good terms with her and do this properly. I do not know how to give it back.",
            categories=(Category.GIFTS,),
            done="Nothing yet. I have told nobody else.",
        ),
        then=(Step(0, "15:40", "Elif Demir", acknowledges()),),
    ),
    Tale(
        by="Mei Lin Zhou",
        begins=Since(6, "09:45"),
        told=Told(
            kind=ReportKind.GUIDANCE,
            clients=("Khadija Tekle",),
            when="The party is in three weeks",
            saw=(
                "Khadija has invited me to the naming day of her granddaughter. It is on a Saturday afternoon, at her home, and "
                "many people from her church will be there. She has nobody here from before, and she says that I am like family."
            ),
            think="May I go? If not, how do I say no without hurting her?",
            categories=(Category.OUTING, Category.FRIENDSHIP),
            done="I thanked her and said that I would let her know.",
        ),
        then=(
            Step(0, "13:20", "Elif Demir", acknowledges()),
            Step(
                1,
                "10:05",
                "Elif Demir",
                writes(
                    "Thank you for asking before you answered her. I would rather you did not go as a guest. What would you "
                    "think of a card from the whole team, and coffee with her here the week after?"
                ),
            ),
            Step(
                1,
                "11:30",
                "Mei Lin Zhou",
                replies("That would feel right. Could you or Nadia be there for the coffee? Then it is clearly from all of us."),
            ),
            Step(1, "15:10", "Elif Demir", takes_up()),
            Step(
                3,
                "09:20",
                "Elif Demir",
                writes("Gladly. I have put it in the calendar for the three of us. Tell me how she took it, whenever you like."),
            ),
        ),
    ),
    Tale(
        by="Nadia Cruz",
        begins=Since(3, "16:05"),
        told=Told(
            kind=ReportKind.CONCERN,
            about=("Patrick Doyle",),
            clients=("Selam Varga",),
            when="I noticed it on my break",
            days_before=0,
            where="On the internet",
            channel=Channel.SOCIAL,
            saw="Patrick and Selam are friends on a social network. He had put a heart under a picture of hers.",
            think=(
                "Patrick is new and may not know that we ask volunteers not to do this. A friendly word might be all it needs."
            ),
            categories=(Category.PERSONAL_CHANNEL, Category.FRIENDSHIP),
            talked="no",
        ),
        then=(
            Step(1, "09:20", "Elif Demir", acknowledges()),
            Step(
                1,
                "09:35",
                "Elif Demir",
                asks(
                    "Thank you, Nadia. Do you know who asked whom, and whether Selam knew Patrick before she came to us? Only "
                    "if you know it already: please do not ask them."
                ),
            ),
        ),
    ),
    Tale(
        by="Patrick Doyle",
        begins=Since(2, "17:30"),
        told=Told(
            kind=ReportKind.COMPLAINT,
            about=("Gustavo Pereira",),
            clients=("Selam Varga",),
            when="Just before supper",
            days_before=1,
            where="The kitchen of Harbour House",
            channel=Channel.IN_PERSON,
            told=(
                "Selam told me that Gustavo asked her about the letter about her rent while four others sat at the table. She "
                "had told him about it in private. She said that she felt small, and went to her room without eating."
            ),
            think="I do not think he noticed who was listening.",
            categories=(Category.CONFIDENTIALITY,),
            done="I listened, and asked her whether I may pass it on. She said yes.",
        ),
        then=(
            Step(1, "08:50", "Elif Demir", acknowledges()),
            Step(
                1,
                "12:15",
                "Patrick Doyle",
                adds("Selam would like to be asked herself, and not in the kitchen. She is here every morning until eleven."),
            ),
            Step(1, "12:20", "Patrick Doyle", attaches("what-selam-remembers.txt", NOTE.encode())),
        ),
    ),
    Tale(
        by="Amira Haddad",
        begins=Since(4, "12:10"),
        told=Told(
            kind=ReportKind.GUIDANCE,
            clients=("Hana Abebe",),
            when="Most Thursdays",
            saw=(
                "Hana's language class ends when my shift does, and it often rains. Twice she has asked whether I could take "
                "her home in my car. It is on my way."
            ),
            think="Is that all right if I write it down each time? Or is it better never to begin?",
            categories=(Category.OUT_OF_SCOPE, Category.UNSURE),
            done="Both times I said that I had to ask first, and waited for the bus with her.",
        ),
        then=(
            Step(0, "16:00", "Elif Demir", acknowledges()),
            Step(
                1,
                "09:15",
                "Elif Demir",
                writes(
                    "It was good to ask first. Please do not take her in your own car: you would not be insured, and it would "
                    "be hard to stop. I have asked the office for bus vouchers for the class. Would that help her?"
                ),
            ),
            Step(1, "12:40", "Amira Haddad", replies("Yes, very much. She mentioned the fare. I will tell her tomorrow.")),
            Step(2, "10:00", "Elif Demir", takes_up()),
            Step(3, "08:40", "Elif Demir", writes("The vouchers are in your pigeon-hole. Well done for asking, both times.")),
        ),
    ),
    Tale(
        by="Mei Lin Zhou",
        begins=Since(4, "10:30"),
        told=Told(
            kind=ReportKind.CONCERN,
            about=("Lena Fischer",),
            clients=("Maryam Oliveira",),
            when="On her last three visits",
            days_before=2,
            where="The playroom",
            channel=Channel.IN_PERSON,
            saw=(
                "Lena brings toys for Maryam's two boys, and for no one else. Last time there was a bicycle. The other children "
                "stood around and watched."
            ),
            told="One of the mothers asked me why her children get nothing.",
            think="Lena has a big heart. It would be lovely if the toys were for everybody.",
            categories=(Category.FAVOURITISM, Category.GIFTS),
            done="I put the bicycle in the shed so that all of them may use it, and told Lena so.",
            talked="yes",
        ),
        then=(Step(0, "16:45", "Elif Demir", acknowledges()),),
    ),
    Tale(
        by="Gustavo Pereira",
        begins=Since(2, "09:25"),
        told=Told(
            kind=ReportKind.CONCERN,
            about=("Mei Lin Zhou",),
            when="On two evenings last week",
            where="The office",
            channel=Channel.OTHER,
            saw=(
                "When I came in to hand over the keys, Mei Lin had the file of a family open who left us in spring. She closed "
                "it quickly. The second time it was the same file."
            ),
            think=(
                "There may be a good reason that I do not know. I would not want her to learn that it was me who asked: we "
                "share every shift."
            ),
            categories=(Category.RECORDS,),
            talked="no",
            in_confidence=True,
        ),
    ),
    Tale(
        by="Nadia Cruz",
        begins=Since(3, "15:10"),
        told=Told(
            kind=ReportKind.CONCERN,
            about=("Ben Okafor",),
            clients=("Hana Abebe",),
            when="On Sunday afternoon",
            where="The café on the quay",
            channel=Channel.IN_PERSON,
            saw=(
                "I saw Ben and Hana having coffee together on his day off. They looked happy and did not see me. Gustavo was "
                "with me."
            ),
            told="Last week Hana asked me whether somebody who works here may have a friend who lives here.",
            think=(
                "I do not know what it is between them, and it may be nothing more than coffee. She depends on us for her room "
                "and her papers, so it cannot be an equal friendship."
            ),
            categories=(Category.ROMANTIC, Category.OFF_HOURS),
            talked="yes",
        ),
        then=(
            Step(0, "15:50", "Elif Demir", acknowledges()),
            Step(
                0,
                "16:40",
                "Elif Demir",
                steps_in(
                    "From tomorrow on two colleagues are on the evening shift together, and Hana's appointments are with Amira. "
                    "I gave the new rota to the whole team without a reason.",
                    hours_before=0,
                ),
            ),
            Step(
                1,
                "09:10",
                "Elif Demir",
                writes("Thank you for telling me so soon. Hana is well. Please keep this to yourself, and call me at any time."),
            ),
            Step(1, "09:30", "Elif Demir", takes_up()),
            Step(2, "11:00", "Elif Demir", names_witness("Gustavo Pereira")),
            Step(2, "14:00", "Nadia Cruz", replies("I will. Thank you for not making it bigger than it is.")),
        ),
    ),
    Tale(
        by="Mei Lin Zhou",
        begins=Since(5, "13:00"),
        told=Told(
            kind=ReportKind.CONCERN,
            about=("Patrick Doyle",),
            clients=("Esther Mahdavi",),
            when="At lunch",
            days_before=0,
            where="The dining room",
            channel=Channel.IN_PERSON,
            saw="Patrick imitated the way Esther speaks. People laughed. Esther smiled, but she left soon afterwards.",
            think="I am sure it was meant as a joke. She works so hard on the language.",
            categories=(Category.DISRESPECT,),
            talked="no",
        ),
        then=(
            Step(1, "10:20", "Elif Demir", acknowledges()),
            Step(1, "10:25", "Elif Demir", asks("Have you or has anybody spoken with Esther since? How is she?")),
            Step(
                2,
                "09:05",
                "Mei Lin Zhou",
                answers("I sat with her yesterday. She says it stung, and that she would rather not talk about it for now."),
            ),
            Step(
                2, "15:00", "Elif Demir", writes("Thank you. I will not press her. I will look for a good moment with Patrick.")
            ),
            Step(
                3,
                "09:00",
                "Mei Lin Zhou",
                asks_to_withdraw(
                    "Patrick came to me by himself and asked what he had done. He has said sorry to Esther, and she was glad. I "
                    "would like to leave it at that."
                ),
            ),
        ),
    ),
    Tale(
        by="Gustavo Pereira",
        begins=Since(1, "18:20"),
        told=Told(
            kind=ReportKind.SELF_REPORT,
            clients=("Esther Mahdavi",),
            when="This evening",
            where="The hall of Harbour House",
            saw=(
                "Esther had a call that her mother had died. She cried and fell around my neck. I held her until she let go. "
                "Others saw it."
            ),
            think="I would do it again. I only want it to be known, and to hear whether I should have done something else.",
            categories=(Category.TOUCH,),
            done="Mei Lin stays with her tonight.",
            shift_leader=True,
        ),
        then=(Step(0, "21:10", "Nadia Cruz", acknowledges()),),
    ),
    Tale(
        by="Nadia Cruz",
        begins=Since(2, "10:10"),
        told=Told(
            kind=ReportKind.CONCERN,
            about=("Elif Demir",),
            clients=("Yonas Figueira",),
            when="At the weekend",
            where="In front of Harbour House",
            channel=Channel.MONEY,
            saw="Yonas loaded a pram into Elif's car. She gave him money; I do not know how much.",
            told="Yonas said that they had agreed on a price, and that he was content with it.",
            think=(
                "I believe that it was a fair price. But he may not have felt free to say no to her, and the rest of us are told "
                "not to buy from the people we work for."
            ),
            categories=(Category.MONEY,),
            talked="not_possible",
            in_confidence=True,
        ),
        then=(
            Step(0, "17:00", "Farid Rahimi", acknowledges()),
            Step(
                1,
                "09:00",
                "Farid Rahimi",
                writes(
                    "Thank you for trusting us with this. Nobody but me knows your name. I will speak with Yonas first, and "
                    "then come back to you here."
                ),
            ),
        ),
    ),
    Tale(
        by="Amira Haddad",
        begins=Since(5, "09:30"),
        told=Told(
            kind=ReportKind.CONCERN,
            about=("Pavel Horak",),
            clients=("Hana Abebe",),
            when="During his weekly visit",
            days_before=1,
            where="The consulting room at Harbour House",
            channel=Channel.IN_PERSON,
            told=(
                "Hana told me that Pavel advised her not to go to her hearing without a letter from a doctor, and that she has "
                "now asked for a later date."
            ),
            think=(
                "Pavel is a very good nurse. I do not think that he should advise on hearings: a later date may cost her months."
            ),
            categories=(Category.COMPETENCE,),
            done="I asked our legal adviser to call Hana. They spoke yesterday.",
            talked="yes",
        ),
        then=(
            Step(0, "14:15", "Farid Rahimi", acknowledges()),
            Step(
                1,
                "10:00",
                "Farid Rahimi",
                writes("Thank you, Amira. The legal adviser tells me that the first date can be kept. Would you tell Hana?"),
            ),
            Step(2, "11:00", "Farid Rahimi", takes_up()),
            Step(
                2, "11:30", "Amira Haddad", replies("I have just told her. She was so relieved that she made tea for everybody.")
            ),
        ),
    ),
    Tale(
        by="Zanele Dube",
        begins=Since(4, "08:40"),
        told=Told(
            kind=ReportKind.CONCERN,
            about=("Omar Benali",),
            when="Since the cold weather began",
            where="The night shelter",
            channel=Channel.IN_PERSON,
            saw=(
                "The two rooms with a window are given to the same people every night, before the others may sign in. Omar "
                "writes their names down in the afternoon."
            ),
            told="People in the queue say that one has to be a friend of Omar's.",
            think="There may be a health reason. If there is, it would help if we all knew the rule.",
            categories=(Category.FAVOURITISM,),
            talked="no",
        ),
        then=(
            Step(
                0,
                "12:00",
                "Farid Rahimi",
                steps_aside("Omar and I have been friends since school, and I am godfather to his daughter."),
            ),
            Step(1, "09:30", "Noor Siddiqui", acknowledges()),
            Step(
                2,
                "10:00",
                "Noor Siddiqui",
                writes(
                    "I have taken this over. I would like to see the lists of the last two weeks first; I have asked for them."
                ),
            ),
            Step(2, "10:10", "Noor Siddiqui", takes_up()),
        ),
    ),
)

DRAFTS = (
    Unfinished(
        by="Amira Haddad",
        begins=Since(0, "16:10"),
        told=Told(
            kind=ReportKind.GUIDANCE,
            clients=("Hana Abebe",),
            saw="Hana's brother Jonah has asked me for my address, so that he can send a card at the feast.",
        ),
        answered=frozenset({"danger", "kind", "clients", "saw"}),
    ),
    Unfinished(
        by="Mei Lin Zhou",
        begins=Since(1, "17:45"),
        told=Told(
            kind=ReportKind.CONCERN,
            about=("Nadia Cruz",),
            when="Some time last month",
            where="On the way to the bus",
        ),
        answered=frozenset({"danger", "kind", "subjects", "when", "where"}),
    ),
)
