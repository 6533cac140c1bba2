"""What the application's database roles may do, table by table: the one declared list, applied after every migration.

The roles own nothing. On every table of our models they may read, insert, update and delete; on the tables below they may
do less. TRUNCATE, REFERENCES and TRIGGER are given to nobody, and PUBLIC, PostgreSQL's word for everybody, has nothing.
"""

from collections.abc import Iterable, Mapping

Rights = frozenset[str]
Holding = tuple[str, str]
"""A relation (or sequence) and the role that holds rights on it."""

EVERYDAY: Rights = frozenset({"SELECT", "INSERT", "UPDATE", "DELETE"})
APPEND_ONLY: Rights = frozenset({"SELECT", "INSERT"})
NEVER_DELETED: Rights = frozenset({"SELECT", "INSERT", "UPDATE"})
READ_ONLY: Rights = frozenset({"SELECT"})
NOTHING: Rights = frozenset()
ON_SEQUENCES: Rights = frozenset({"USAGE"})
PUBLIC = "public"

EXCEPTIONS: dict[str, Rights] = {
    "accounts_assignmentblock": NEVER_DELETED,
    "boundaries_recordentry": APPEND_ONLY,
    "boundaries_message": APPEND_ONLY,
    "incidents_addition": APPEND_ONLY,
    "incidents_citedexception": APPEND_ONLY,
    "incidents_exceptionconsideration": APPEND_ONLY,
    "incidents_bookcorrection": APPEND_ONLY,
    "incidents_bookdiscussion": APPEND_ONLY,
    "incidents_bookentry": APPEND_ONLY,
    "incidents_intervention": APPEND_ONLY,
    "incidents_routedecision": APPEND_ONLY,
    "incidents_reportexclusion": APPEND_ONLY,
    "incidents_emergencyrequest": NEVER_DELETED,
    "incidents_exclusionlifting": APPEND_ONLY,
    "incidents_liftingdecision": APPEND_ONLY,
    "policies_acknowledgement": APPEND_ONLY,
    "policies_asking": NEVER_DELETED,
    "policies_attestation": APPEND_ONLY,
    "policies_campaign": NEVER_DELETED,
    "policies_campaignask": NEVER_DELETED,
    "policies_campaignpart": APPEND_ONLY,
    "policies_campaignpolicy": NEVER_DELETED,
    "policies_campaignteam": APPEND_ONLY,
    "policies_signedpage": APPEND_ONLY,
    "policies_completion": NEVER_DELETED,
    "policies_topic": NEVER_DELETED,
    "policies_checklist": APPEND_ONLY,
    "policies_checklistitem": APPEND_ONLY,
    "policies_clientgroup": APPEND_ONLY,
    "policies_consent": APPEND_ONLY,
    "policies_giftbands": APPEND_ONLY,
    "policies_giftdecision": APPEND_ONLY,
    "policies_giftentry": NEVER_DELETED,
    "policies_giftfate": APPEND_ONLY,
    "policies_giftrate": APPEND_ONLY,
    "policies_disclosurechange": APPEND_ONLY,
    "policies_disclosureconversation": APPEND_ONLY,
    "policies_disclosuredecision": APPEND_ONLY,
    "policies_disclosureexclusion": APPEND_ONLY,
    "policies_disclosureroute": APPEND_ONLY,
    "policies_disclosuresafeguard": APPEND_ONLY,
    "policies_exceptionasking": APPEND_ONLY,
    "policies_exceptionassessment": APPEND_ONLY,
    "policies_exceptiondecision": APPEND_ONLY,
    "policies_exceptionexclusion": APPEND_ONLY,
    "policies_exceptionoutcome": APPEND_ONLY,
    "policies_exceptionroute": APPEND_ONLY,
    "policies_exceptionsafeguard": APPEND_ONLY,
    "policies_exceptionturn": APPEND_ONLY,
    "policies_exceptiondelegation": NEVER_DELETED,
    "policies_groupagreement": APPEND_ONLY,
    "policies_groupmember": APPEND_ONLY,
    "policies_rightsfile": APPEND_ONLY,
    "policies_telling": APPEND_ONLY,
    "policies_trainingneed": NEVER_DELETED,
    "policies_approvedchannel": NEVER_DELETED,
    "policies_workaccount": NEVER_DELETED,
    "policies_contact": NEVER_DELETED,
    "policies_contactgrant": NEVER_DELETED,
    "policies_contactversion": APPEND_ONLY,
    "policies_contactperson": APPEND_ONLY,
    "policies_contactreading": APPEND_ONLY,
    "django_migrations": READ_ONLY,
}


TO_BE_CALLED = frozenset({"incidents_kept_out()", "policies_kept_out()", "policies_kept_out_of_exceptions()"})
"""Functions that run with the owner's rights and may be called: the walls ask them. Of all others of that kind, none may."""


def rights_on(table: str) -> Rights:
    """What web and worker may do with one table."""
    return EXCEPTIONS.get(table, EVERYDAY)


def desired(*, tables: Iterable[str], sequences: Iterable[str], roles: Iterable[str]) -> dict[Holding, Rights]:
    """Every right there should be."""
    named = list(roles)
    on_tables = {(table, role): rights_on(table) for table in tables for role in named}
    return on_tables | {(sequence, role): ON_SEQUENCES for sequence in sequences for role in named}


def differences(wanted: Mapping[Holding, Rights], held: Mapping[Holding, Rights]) -> list[tuple[str, Holding, Rights]]:
    """What has to be granted or revoked so that exactly the wanted rights are held."""
    moves: list[tuple[str, Holding, Rights]] = []
    for holding in sorted({*wanted, *held}):
        should, does = wanted.get(holding, NOTHING), held.get(holding, NOTHING)
        if does - should:
            moves.append(("REVOKE", holding, does - should))
        if should - does:
            moves.append(("GRANT", holding, should - does))
    return moves
