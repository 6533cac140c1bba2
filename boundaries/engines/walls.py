"""Which tables stand in front of the second wall, and why: every other table has policies (`docs/walls.md`).

A new table is found by a test: it gets policies in a migration, or a line here.
"""

OPEN: dict[str, tuple[str, ...]] = {
    "Who belongs to the organisation: people know of each other, and each page asks the law of its slice.": (
        "accounts_appointment",
        "accounts_appointment_teams",
        "accounts_assignment",
        "accounts_client",
        "accounts_closedday",
        "accounts_heldqualification",
        "accounts_organisation",
        "accounts_relative",
        "accounts_requiredqualification",
        "accounts_site",
        "accounts_staffmember",
        "accounts_team",
    ),
    "Who decides on exceptions in whose place, and until when; no exception is named.": ("policies_exceptiondelegation",),
    "Who does not work with which client, without why: asked by a trigger, in whoever's name an assignment is written.": (
        "accounts_assignmentblock",
    ),
    "Asked before it is known who signs in: by the login alone, or by the fingerprint of what somebody holds.": (
        "accounts_addresschange",
        "accounts_appkey",
        "accounts_invitation",
        "accounts_opensession",
        "accounts_passkey",
        "accounts_passwordreset",
        "accounts_personaltoken",
        "accounts_recoverycode",
        "accounts_signinfailure",
        "accounts_user",
        "accounts_user_groups",
        "accounts_user_user_permissions",
        "boundaries_keptform",
        "django_session",
    ),
    "Lists brought in, for the administrators of the organisation; sealed, and gone in a day.": (
        "accounts_importfile",
        "accounts_importprogress",
        "accounts_importrun",
    ),
    "What is to be done in every organisation, by kind and id, without content: relay and workers take it from here.": (
        "boundaries_outboxrow",
        "boundaries_timer",
    ),
    "What policies say, for everybody who works there; what is an organisation's own, the law of its slice gives to it alone.": (
        "policies_acknowledgement",
        "policies_adoption",
        "policies_appendix",
        "policies_approvedchannel",
        "policies_campaign",
        "policies_campaignask",
        "policies_campaignpart",
        "policies_campaignpolicy",
        "policies_campaignteam",
        "policies_checklist",
        "policies_checklistitem",
        "policies_clause",
        "policies_giftbands",
        "policies_giftrate",
        "policies_localtext",
        "policies_policy",
        "policies_policylink",
        "policies_policyversion",
        "policies_section",
        "policies_topic",
        "policies_warningsign",
        "policies_yearlymonth",
    ),
    "Wrapped keys: of no use without what they seal, which stands behind the wall.": ("boundaries_datakey",),
    "Fingerprints of what was sent already, for whoever sent it.": ("boundaries_idempotencykey",),
    "The demo's mailbox, empty outside the demo; a mail holds no content.": ("boundaries_demomail",),
    "Names of kinds and permissions, and tables of parts that the product does not use.": (
        "auth_group",
        "auth_group_permissions",
        "auth_permission",
        "django_content_type",
        "guardian_groupobjectpermission",
        "guardian_userobjectpermission",
    ),
    "Which migrations have run.": ("django_migrations",),
}


def why_open() -> dict[str, str]:
    """Each table without a wall, and why."""
    return {table: why for why, tables in OPEN.items() for table in tables}
