"""The API's addresses of policies, slice by slice."""

from django.urls import URLPattern, include, path

from policies.acknowledgements import api as acknowledgements
from policies.adoption import api as adoption
from policies.campaigns import api as campaigns
from policies.channels import api as channels
from policies.contacts import api as contacts
from policies.disclosures import api as disclosures
from policies.disclosures.deciding import api as deciding
from policies.disclosures.register import api as disclosure_register
from policies.exceptions import api as exceptions
from policies.exceptions.deciding import api as exception_desk
from policies.exceptions.delegations import api as delegations
from policies.exceptions.figures import api as exception_figures
from policies.exceptions.team import api as exception_team
from policies.gifts import api as gifts
from policies.moments import api as moments
from policies.paper import api as paper
from policies.parts import api as parts
from policies.reflection import api as reflection
from policies.rights import api as rights
from policies.situations import api as situations
from policies.training import api as training
from policies.training.needs import api as needs
from policies.training.quiz import api as quiz
from policies.versions import api as versions

of_policies = [
    path("policies/", adoption.PoliciesView.as_view(), name="policies"),
    path("policies/<slug:key>/", adoption.PolicyView.as_view(), name="policy"),
    path("policies/<slug:key>/clauses/<str:code>/", adoption.ClauseView.as_view(), name="clause"),
    path("policies/<slug:key>/clauses/<str:code>/<slug:addition>/", adoption.LocalTextView.as_view(), name="adapt"),
    path("clauses/", adoption.SearchView.as_view(), name="search"),
    path("topics/", adoption.TopicsView.as_view(), name="topics"),
    path("topics/<slug:category>/", adoption.TopicView.as_view(), name="topic"),
    path("instructions/", adoption.InstructionsView.as_view(), name="instructions"),
    path("library/", adoption.LibraryView.as_view(), name="library"),
    path("library/<uuid:version_id>/adopt/", adoption.AdoptView.as_view(), name="adopt"),
]

of_acknowledgements = [
    path("acknowledgements/", acknowledgements.OwnView.as_view(), name="own"),
    path("acknowledgements/team/", acknowledgements.TeamView.as_view(), name="team"),
    path("acknowledgements/team/remind/", acknowledgements.RemindView.as_view(), name="remind"),
    path("policies/<slug:key>/acknowledge/", acknowledgements.AcknowledgeView.as_view(), name="acknowledge"),
]

of_paper = [
    path("acknowledgements/paper/", paper.PagesView.as_view(), name="pages"),
    path("acknowledgements/paper/<uuid:page_id>/", paper.PageView.as_view(), name="page"),
    path("acknowledgements/people/<uuid:person_id>/", paper.PersonView.as_view(), name="person"),
    path("acknowledgements/people/<uuid:person_id>/<slug:key>/", paper.EnterView.as_view(), name="enter"),
]

of_campaigns = [
    path("campaigns/", campaigns.CampaignsView.as_view(), name="campaigns"),
    path("campaigns/<uuid:campaign_id>/", campaigns.CampaignView.as_view(), name="campaign"),
    path("campaigns/<uuid:campaign_id>/end/", campaigns.EndView.as_view(), name="end"),
]

of_moments = [
    path("questions/", moments.OwnView.as_view(), name="own"),
    path("team-questions/", moments.TeamView.as_view(), name="team"),
    path("yearly-question/", moments.MonthView.as_view(), name="month"),
    path("questions/<uuid:asking_id>/", moments.AskingView.as_view(), name="asking"),
    path("questions/<uuid:asking_id>/answer/", moments.AnswerView.as_view(), name="answer"),
    path("team-questions/<uuid:asking_id>/talked/", moments.TalkedView.as_view(), name="talked"),
]

of_rights = [
    path("rights/clients/", rights.ClientsView.as_view(), name="clients"),
    path("rights/clients/<uuid:client_id>/", rights.ClientView.as_view(), name="client"),
    path("rights/clients/<uuid:client_id>/tellings/", rights.TellView.as_view(), name="tell"),
    path("rights/clients/<uuid:client_id>/consents/", rights.ConsentsView.as_view(), name="consents"),
    path("rights/clients/<uuid:client_id>/consents/<uuid:consent_id>/", rights.ConsentView.as_view(), name="consent"),
    path("rights/groups/", rights.GroupsView.as_view(), name="groups"),
    path("rights/groups/<uuid:group_id>/", rights.GroupView.as_view(), name="group"),
    path("rights/groups/<uuid:group_id>/clients/<uuid:client_id>/", rights.AgreeView.as_view(), name="agree"),
    path("rights/editions/", rights.EditionsView.as_view(), name="editions"),
]

of_contacts = [
    path("contacts/", contacts.ContactsView.as_view(), name="contacts"),
    path("contact-events/", contacts.EventsView.as_view(), name="events"),
    path("contacts-to-read/", contacts.ToReadView.as_view(), name="to_read"),
    path("contact-register/", contacts.ContactRegisterView.as_view(), name="register"),
    path("contacts/<uuid:contact_id>/", contacts.ContactView.as_view(), name="contact"),
    path("contacts/<uuid:contact_id>/moved/", contacts.MoveView.as_view(), name="move"),
    path("contacts/<uuid:contact_id>/happened/", contacts.HappenedView.as_view(), name="happened"),
    path("contacts/<uuid:contact_id>/read/", contacts.ReadingView.as_view(), name="read"),
]

of_gifts = [
    path("gifts/", gifts.GiftsView.as_view(), name="gifts"),
    path("gifts/waiting/", gifts.WaitingView.as_view(), name="waiting"),
    path("gifts/register/", gifts.RegisterView.as_view(), name="register"),
    path("gifts/totals/", gifts.TotalsView.as_view(), name="totals"),
    path("gifts/settings/", gifts.SettingsView.as_view(), name="settings"),
    path("gifts/rates/", gifts.RatesView.as_view(), name="rates"),
    path("gifts/entries/<uuid:gift_id>/", gifts.GiftView.as_view(), name="gift"),
    path("gifts/entries/<uuid:gift_id>/correct/", gifts.CorrectView.as_view(), name="correct"),
    path("gifts/entries/<uuid:gift_id>/fate/", gifts.FateView.as_view(), name="fate"),
    path("gifts/entries/<uuid:gift_id>/decide/", gifts.DecideView.as_view(), name="decide"),
]

of_channels = [
    path("channels/", channels.ChannelsView.as_view(), name="channels"),
    path("channels/<uuid:channel_id>/", channels.ChannelView.as_view(), name="channel"),
    path("work-accounts/", channels.OwnAccountsView.as_view(), name="own"),
    path("work-account-register/", channels.AccountRegisterView.as_view(), name="accounts"),
    path("work-accounts/<uuid:account_id>/", channels.AccountView.as_view(), name="account"),
    path("work-accounts/<uuid:account_id>/approve/", channels.ApproveView.as_view(), name="approve"),
    path("work-accounts/<uuid:account_id>/refuse/", channels.RefuseView.as_view(), name="refuse"),
    path("work-accounts/<uuid:account_id>/withdraw/", channels.WithdrawView.as_view(), name="withdraw"),
    path("work-accounts/<uuid:account_id>/acknowledge/", channels.AcknowledgeAccountView.as_view(), name="acknowledge"),
    path("work-accounts/<uuid:account_id>/hand-over/", channels.HandOverView.as_view(), name="hand_over"),
    path("work-accounts/<uuid:account_id>/check/", channels.CheckView.as_view(), name="check"),
    path("work-accounts/<uuid:account_id>/close/", channels.CloseView.as_view(), name="close"),
]

of_versions = [
    path("policies/<slug:key>/versions/", versions.VersionsView.as_view(), name="versions"),
    path("library/<uuid:version_id>/revise/", versions.ReviseView.as_view(), name="revise"),
    path("versions/<uuid:version_id>/", versions.VersionView.as_view(), name="version"),
    path("versions/<uuid:version_id>/compared/<uuid:other_id>/", versions.ComparisonView.as_view(), name="compare"),
    path("versions/<uuid:version_id>/clauses/", versions.ClausesView.as_view(), name="clauses"),
    path("versions/<uuid:version_id>/clauses/<str:code>/", versions.ClauseView.as_view(), name="clause"),
    path("versions/<uuid:version_id>/submit/", versions.SubmitView.as_view(), name="submit"),
    path("versions/<uuid:version_id>/return/", versions.ReturnView.as_view(), name="return"),
    path("versions/<uuid:version_id>/approve/", versions.ApproveView.as_view(), name="approve"),
    path("versions/<uuid:version_id>/withdraw/", versions.WithdrawView.as_view(), name="withdraw"),
]

of_parts = [
    path("versions/<uuid:version_id>/sections/", parts.SectionsView.as_view(), name="sections"),
    path("versions/<uuid:version_id>/sections/<str:section>/", parts.SectionView.as_view(), name="section"),
    path("versions/<uuid:version_id>/appendices/", parts.AppendicesView.as_view(), name="appendices"),
    path("versions/<uuid:version_id>/appendices/<str:appendix>/", parts.AppendixView.as_view(), name="appendix"),
    path("versions/<uuid:version_id>/documents/", parts.DocumentsView.as_view(), name="documents"),
    path("versions/<uuid:version_id>/documents/<int:number>/", parts.DocumentView.as_view(), name="document"),
]

of_reflection = [
    path("reflection/signs/", reflection.SignsView.as_view(), name="signs"),
    path("reflection/notes/", reflection.NotesView.as_view(), name="notes"),
    path("reflection/notes/<uuid:note_id>/", reflection.NoteView.as_view(), name="note"),
]

of_situations = [
    path("situations/", situations.SituationsView.as_view(), name="situations"),
    path("situations/search/", situations.LookingView.as_view(), name="search"),
]

of_training = [
    path("training/", training.OwnView.as_view(), name="own"),
    path("training/people/", training.PeopleView.as_view(), name="people"),
    path("training/people/<uuid:person_id>/", training.PersonView.as_view(), name="person"),
    path("training/done/", training.RecordView.as_view(), name="record"),
    path("training/done/<uuid:completion_id>/", training.DoneView.as_view(), name="done"),
    path("training/needs/", needs.NeedsView.as_view(), name="needs"),
    path("training/needs/<uuid:need_id>/", needs.NeedView.as_view(), name="need"),
    path("training/needs/<uuid:need_id>/answer/", needs.AnswerNeedView.as_view(), name="answer_need"),
    path("training/topics/", training.TopicsView.as_view(), name="topics"),
    path("training/topics/<uuid:topic_id>/", training.TopicView.as_view(), name="topic"),
    path("training/topics/<uuid:topic_id>/quiz/", quiz.QuizView.as_view(), name="quiz"),
    path("training/topics/take-up/<slug:topic_key>/", training.TakeUpView.as_view(), name="take_up_topic"),
]

of_disclosures = [
    path("disclosures/", disclosures.OwnView.as_view(), name="own"),
    path("disclosures/desk/", deciding.DeskView.as_view(), name="desk"),
    path("disclosures/desk/<uuid:disclosure_id>/", deciding.HandleView.as_view(), name="handle"),
    path("disclosures/desk/<uuid:disclosure_id>/client/", deciding.LinkView.as_view(), name="link"),
    path("disclosures/desk/<uuid:disclosure_id>/ask-who/", deciding.AskWhoView.as_view(), name="ask_who"),
    path("disclosures/desk/<uuid:disclosure_id>/conversation/", deciding.TalkView.as_view(), name="talk"),
    path("disclosures/desk/<uuid:disclosure_id>/return/", deciding.ReturnView.as_view(), name="return"),
    path("disclosures/desk/<uuid:disclosure_id>/take-back/", deciding.TakeBackView.as_view(), name="take_back"),
    path("disclosures/desk/<uuid:disclosure_id>/clear/", deciding.ClearView.as_view(), name="clear"),
    path("disclosures/desk/<uuid:disclosure_id>/manage/", deciding.ManageView.as_view(), name="manage"),
    path("disclosures/desk/<uuid:disclosure_id>/take-off/", deciding.TakeOffView.as_view(), name="take_off"),
    path("disclosures/desk/<uuid:disclosure_id>/refuse/", deciding.RefuseView.as_view(), name="refuse"),
    path("disclosures/desk/<uuid:disclosure_id>/confirm-end/", deciding.ConfirmEndView.as_view(), name="confirm_end"),
    path("disclosures/desk/<uuid:disclosure_id>/not-ended/", deciding.NotEndedView.as_view(), name="not_ended"),
    path("disclosures/desk/<uuid:disclosure_id>/step-aside/", deciding.RecuseView.as_view(), name="recuse"),
    path("disclosures/register/", disclosure_register.RegisterView.as_view(), name="register"),
    path("disclosures/register/<uuid:disclosure_id>/", disclosure_register.RegisteredView.as_view(), name="registered"),
    path("disclosures/register/<uuid:disclosure_id>/except/", disclosure_register.ExceptView.as_view(), name="except"),
    path("disclosures/who/", disclosure_register.WhoView.as_view(), name="who"),
    path("disclosures/who/<uuid:disclosure_id>/", disclosure_register.WhoItIsView.as_view(), name="who_it_is"),
    path("disclosures/<uuid:disclosure_id>/", disclosures.OneView.as_view(), name="one"),
    path("disclosures/<uuid:disclosure_id>/send/", disclosures.SendView.as_view(), name="send"),
    path("disclosures/<uuid:disclosure_id>/answer/", disclosures.AnswerView.as_view(), name="answer"),
    path("disclosures/<uuid:disclosure_id>/update/", disclosures.UpdateView.as_view(), name="update"),
    path("disclosures/<uuid:disclosure_id>/end/", disclosures.EndView.as_view(), name="end"),
]

of_exceptions = [
    path("exceptions/", exceptions.OwnView.as_view(), name="own"),
    path("exceptions/clauses/", exceptions.ClausesView.as_view(), name="clauses"),
    path("exceptions/<uuid:exception_id>/", exceptions.OneView.as_view(), name="one"),
    path("exceptions/<uuid:exception_id>/send/", exceptions.SendView.as_view(), name="send"),
    path("exceptions/<uuid:exception_id>/answer/", exceptions.AnswerView.as_view(), name="answer"),
    path("exceptions/<uuid:exception_id>/withdraw/", exceptions.WithdrawView.as_view(), name="withdraw"),
    path("exceptions/<uuid:exception_id>/outcome/", exceptions.OutcomeView.as_view(), name="outcome"),
    path("exceptions/<uuid:exception_id>/renew/", exceptions.RenewView.as_view(), name="renew"),
]

of_exception_desk = [
    path("exceptions/desk/", exception_desk.DeskView.as_view(), name="desk"),
    path("exceptions/desk/<uuid:exception_id>/", exception_desk.HandleView.as_view(), name="handle"),
    path("exceptions/desk/<uuid:exception_id>/assess/", exception_desk.AssessView.as_view(), name="assess"),
    path("exceptions/desk/<uuid:exception_id>/recommend/", exception_desk.RecommendView.as_view(), name="recommend"),
    path("exceptions/desk/<uuid:exception_id>/return/", exception_desk.ReturnView.as_view(), name="return"),
    path("exceptions/desk/<uuid:exception_id>/approve/", exception_desk.ApproveView.as_view(), name="approve"),
    path("exceptions/desk/<uuid:exception_id>/refuse/", exception_desk.RefuseView.as_view(), name="refuse"),
    path("exceptions/desk/<uuid:exception_id>/step-aside/", exception_desk.RecuseView.as_view(), name="recuse"),
    path("exceptions/desk/<uuid:exception_id>/suspend/", exception_desk.SuspendView.as_view(), name="suspend"),
    path("exceptions/desk/<uuid:exception_id>/resume/", exception_desk.ResumeView.as_view(), name="resume"),
    path("exceptions/desk/<uuid:exception_id>/revoke/", exception_desk.RevokeView.as_view(), name="revoke"),
    path("exceptions/register/", exception_desk.RegisterView.as_view(), name="register"),
]

of_exception_team: list[URLPattern] = [
    path("exceptions/team/", exception_team.ExceptionTeamView.as_view(), name="team"),
    path("exceptions/team/<uuid:exception_id>/", exception_team.ExceptionForTeamView.as_view(), name="for_team"),
    path("exceptions/delegations/", delegations.DelegationsView.as_view(), name="delegations"),
    path("exceptions/delegations/<uuid:delegation_id>/end/", delegations.EndDelegationView.as_view(), name="end_delegation"),
    path("exceptions/figures/", exception_figures.ExceptionFiguresView.as_view(), name="figures"),
]

urlpatterns = [
    path("", include((of_policies, "api_policies"))),
    path("", include((of_versions, "api_versions"))),
    path("", include((of_parts, "api_parts"))),
    path("", include((of_acknowledgements, "api_acknowledgements"))),
    path("", include((of_paper, "api_paper"))),
    path("", include((of_situations, "api_situations"))),
    path("", include((of_training, "api_training"))),
    path("", include((of_campaigns, "api_campaigns"))),
    path("", include((of_rights, "api_rights"))),
    path("", include((of_channels, "api_channels"))),
    path("", include((of_contacts, "api_contacts"))),
    path("", include((of_moments, "api_moments"))),
    path("", include((of_reflection, "api_reflection"))),
    path("", include((of_gifts, "api_gifts"))),
    path("", include((of_disclosures, "api_disclosures"))),
    path("", include((of_exceptions, "api_exceptions"))),
    path("", include((of_exception_desk, "api_exception_desk"))),
    path("", include((of_exception_team, "api_exception_team"))),
]
