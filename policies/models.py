"""The tables of policies, gathered for Django."""

from policies.acknowledgements.models import Acknowledgement
from policies.adoption.models import Adoption, LocalText
from policies.campaigns.models import Campaign, CampaignAsk, CampaignPart, CampaignPolicy, CampaignTeam
from policies.channels.models import ApprovedChannel, WorkAccount
from policies.contacts.models import Contact, ContactGrant, ContactPerson, ContactReading, ContactVersion
from policies.disclosures.models import (
    Disclosure,
    DisclosureChange,
    DisclosureConversation,
    DisclosureDecision,
    DisclosureExclusion,
    DisclosureGrant,
    DisclosureRoute,
    DisclosureSafeguard,
)
from policies.exceptions.models import (
    ExceptionAsking,
    ExceptionAssessment,
    ExceptionCompanion,
    ExceptionDecision,
    ExceptionDelegation,
    ExceptionExclusion,
    ExceptionGrant,
    ExceptionOutcome,
    ExceptionRequest,
    ExceptionRoute,
    ExceptionSafeguard,
    ExceptionTurn,
)
from policies.gifts.models import GiftBands, GiftDecision, GiftEntry, GiftFate, GiftGrant, GiftRate
from policies.library.models import Appendix, Clause, Policy, PolicyLink, PolicyVersion, Section, WarningSign
from policies.moments.models import Asking, Attestation, YearlyMonth
from policies.paper.models import SignedPage
from policies.reflection.models import ReflectiveNote
from policies.rights.models import (
    Checklist,
    ChecklistItem,
    ClientGroup,
    Consent,
    GroupAgreement,
    GroupMember,
    RightsFile,
    Telling,
)
from policies.training.models import Completion, Topic
from policies.training.needs.models import TrainingNeed

__all__ = [
    "Acknowledgement",
    "Adoption",
    "Appendix",
    "ApprovedChannel",
    "Asking",
    "Attestation",
    "Campaign",
    "CampaignAsk",
    "CampaignPart",
    "CampaignPolicy",
    "CampaignTeam",
    "Checklist",
    "ChecklistItem",
    "Clause",
    "ClientGroup",
    "Completion",
    "Consent",
    "Contact",
    "ContactGrant",
    "ContactPerson",
    "ContactReading",
    "ContactVersion",
    "Disclosure",
    "DisclosureChange",
    "DisclosureConversation",
    "DisclosureDecision",
    "DisclosureExclusion",
    "DisclosureGrant",
    "DisclosureRoute",
    "DisclosureSafeguard",
    "ExceptionAsking",
    "ExceptionAssessment",
    "ExceptionCompanion",
    "ExceptionDecision",
    "ExceptionDelegation",
    "ExceptionExclusion",
    "ExceptionGrant",
    "ExceptionOutcome",
    "ExceptionRequest",
    "ExceptionRoute",
    "ExceptionSafeguard",
    "ExceptionTurn",
    "GiftBands",
    "GiftDecision",
    "GiftEntry",
    "GiftFate",
    "GiftGrant",
    "GiftRate",
    "GroupAgreement",
    "GroupMember",
    "LocalText",
    "Policy",
    "PolicyLink",
    "PolicyVersion",
    "ReflectiveNote",
    "RightsFile",
    "Section",
    "SignedPage",
    "Telling",
    "Topic",
    "TrainingNeed",
    "WarningSign",
    "WorkAccount",
    "YearlyMonth",
]
