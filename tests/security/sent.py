"""What is sent to each address in the matrix: whole and in order, so that whoever is let in gets it done.

An address that is not here is sent nothing but its button. Where what is here is not enough, whoever is let in gets 422, and the
matrix says so: a right answer to a wrong question proves nothing about who may ask it.
"""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.core.files.uploadedfile import SimpleUploadedFile

from accounts.demo.actions import PASSWORD
from accounts.organisations.queries import today
from policies.adoption.models import Adoption
from policies.campaigns.rules import last_day
from policies.paper.rules import short_code
from policies.rights.models import ClientGroup
from policies.rights.queries import newest
from policies.training.models import Topic
from policies.training.quiz.queries import quiz_of
from tests.accounts.imports.files import sample
from tests.security.situations import Scene
from tests.security.world import PICTURE
from tests.seeing import every

Body = dict[str, Any]
NEW_PASSWORD = "four words no bird"
CLAUSE = {
    "text": "Do not go swimming with a client.",
    "strength": "must_not",
    "exception": "variation",
    "seriousness": "low",
    "binds": ["employee"],
    "client_kinds": ["direct"],
    "topics": ["off_hours"],
}
FRONT = {"title": "How we keep our distance", "summary": "In short."}
SECTION = {"title": "In the water", "weight": "rule"}
GIFT = {
    "giver": "other",
    "giver_name": "Rosa",
    "kind": "thing",
    "what": "A scarf",
    "amount": "3",
    "currency": "EUR",
    "fate": "kept",
    "own_idea": "yes",
}
NOTE = {"title": "About swimming", "text": "It is short."}
NEVER = "BR-2222-2222"
"""The reference of nothing."""
EVERY_DAY = ["0", "1", "2", "3", "4"]


def boxes(name: str, day: date) -> Body:
    """A date as the three boxes of a page send it."""
    return {f"{name}_day": day.day, f"{name}_month": day.month, f"{name}_year": day.year}


TOPIC = {"title": "Driving clients", "categories": ["outing"]}


ACCOUNT = {"platform": "Instagram", "name": "harbour.relief", "purpose": "Pictures without clients."}
MET_SAID = {"kind": "met", "began": "they", "lasted": "ten", "recognised": "wished", "about": "The weather."}
MET = MET_SAID | {"others": "Somebody", "how": "in_person"}
MET_BY_API = MET_SAID | {"people": [{"name": "Somebody"}], "channel": "in_person"}


def upload(name: str, content: bytes) -> SimpleUploadedFile:
    """A file out of a browser."""
    return SimpleUploadedFile(name, content)


KNOWN_OF: Body = {"kind": "friend", "nature": "actual", "timing": "now"}
TALKED_OF: Body = {"confidentiality": "It stays here.", "risk": "Little.", "view": "He is fine with it."}


OUTCOME = {"went": "well", "learned": "She laughed.", "safeguards": "They held."}
HAZARD = {"who": "Hana", "likelihood": 3, "impact": 3, "likelihood_after": 1, "impact_after": 2}


def read_now(scene: Scene) -> str:
    """The digest of the policy in force, as it reads now."""
    return Adoption.objects.get(organisation=scene.cast.organisation, policy__key=scene.values["key"], ended_at=None).digest


def campaign_day(scene: Scene) -> date:
    """A last day that a campaign may have."""
    organisation = scene.cast.organisation
    return last_day(organisation.calendar(), today(organisation), 21)


def already(scene: Scene) -> date:
    """A day that has begun in both organisations, however far apart their clocks are."""
    return min(today(scene.cast.organisation), today(scene.cast.ivo.organisation))


def excepted(scene: Scene) -> date:
    """The day for which Ben asks to take Hana out."""
    return today(scene.cast.organisation) + timedelta(days=7)


def signed_now(scene: Scene, **day: Any) -> Body:
    """A page signed today, as the policy reads now."""
    return {"code": short_code(read_now(scene)), "file": upload("signed.png", PICTURE), **day}


def answered(scene: Scene) -> Body:
    """A quiz with every answer right: what it asks follows from the policies, whoever takes it."""
    quiz = quiz_of(scene.cast.amira, Topic.objects.get(pk=scene.values["topic_id"]), 7)
    return {"seed": quiz.seed, "digest": quiz.digest, "answers": [each.answer.value for each in quiz.questions]}


def lines_now(scene: Scene) -> Body:
    """Every line of what clients are told now."""
    checklist = newest(scene.cast.organisation.pk)
    assert checklist
    return {"checklist": checklist.pk, "items": [item.pk for item in checklist.items.all()]}


def spoken(on: Body) -> Body:
    """Said by word of mouth on a day."""
    return {"how": ["spoken"], **on}


def both(scene: Scene) -> list[UUID]:
    """Those who are in the circle."""
    group = every(ClientGroup).get(pk=scene.values["group_id"])
    return list(group.members.values_list("client_id", flat=True))


def _pages(scene: Scene) -> dict[str, Body]:
    day = today(scene.cast.organisation)
    text, reason = {"text": "A few words."}, {"reason": "A reason."}
    urgent = {"reference": NEVER, "reason": "He is with her now."}
    client = {"name": "Ruth Amsel", "reference": "C-2002", "kind": "direct", "status": "current"}
    named = {"name": "Kim Berg", "kind": "employee", "email": "kim.berg@relief.example"}
    return {
        "addresses:change": {"email": "new@relief.example", "password": PASSWORD},
        "appointments:propose": {"person": scene.dana, "role": "triage_officer", **boxes("starts_on", day)},
        "appointments:end": {"when": "at_once"},
        "assignments:assign": {"worker": scene.elif_, "role": "worker", **boxes("starts_on", day)},
        "assignments:end": boxes("last_day", day),
        "clients:add": client | {"worker": scene.elif_},
        "clients:change": client,
        "clients:add_relative": {"name": "Vera Amsel", "tie": "relative"},
        "desk:ask": text,
        "desk:message": text,
        "desk:recuse": reason,
        "desk:intervene": text | boxes("day", day) | {"hour": "00:01"},
        "desk:reassign": reason | {"to": scene.samuel},
        "desk:add_party": {"role": "witness", "query": "somebody from the café", "pick": "as_written"},
        "desk:resolve_party": {"pick": "outside"},
        "emergency:ask": urgent,
        "emergency:decide": {"decision": "confirm"},
        "lifting:propose": reason,
        "lifting:decide": {"act": "confirm"},
        "acknowledgements:acknowledge": {"kept": "on", "digest": read_now(scene)},
        "campaigns:start": {"policies": [scene.values["key"]], "kinds": ["delegate"], "days": 14, "with_starters": "on", **boxes("due_on", campaign_day(scene))},
        "paper:enter": signed_now(scene, **boxes("signed_on", day)),
        "training:record": {
            "topic": scene.values["topic_id"], "people": [scene.ben], "how": "course", **boxes("done_on", day),
        },
        "training:raise_need": text,
        "moments:month": {"month": "9"},
        "training:need": {"answer": "not_now", "reason": "After the winter."},
        "training:add_topic": TOPIC,
        "training:change_topic": TOPIC,
        "channels:add_channel": {"name": "The team's e-mail", "kind": "email", "monitored": "yes"},
        "channels:ask": ACCOUNT,
        "channels:refuse": reason,
        "channels:acknowledge": {"read": "on"},
        "channels:hand_over": boxes("on", day),
        "channels:check": boxes("on", day),
        "contacts:start": MET | boxes("on", already(scene)),
        "contacts:correct": MET | boxes("on", day),
        "contacts:announce": {"about": "A feast.", **boxes("on", day)},
        "contacts:move": {"moved_to": "The team's phone", **boxes("moved_on", day)},
        "disclosures:step": {"kind": "friend"},
        "disclosures:answer": text,
        "disclosures:update": {"words": "It grew.", **KNOWN_OF},
        "disclosures:end": {"words": "It is over.", **boxes("on", day)},
        "disclosures:link": {"client": "not_here"},
        "disclosures:who_it_is": {"client": "not_here"},
        "disclosures:talk": TALKED_OF | boxes("on", day),
        "disclosures:return": text,
        **{f"disclosures:{verb}": reason for verb in ("clear", "refuse", "confirm_end", "not_ended", "recuse", "except")},
        "disclosures:manage": {
            "words_1": "He hands her on.", "owner_1": scene.elif_, **boxes("on_1", day), "extent": "nothing",
            **boxes("review_on", day + timedelta(days=30)), **reason,
        },
        "disclosures:take_off": {"takes_over": scene.elif_, "told_how": "In a talk.", **boxes("told_on", day), **reason},
        "exceptions:start": {"kind": "outing"},
        "exceptions:step": {
            "what": "A walk.", "place": "The quay.", "company": "Nobody.",
            **boxes("starts_on", excepted(scene)), **boxes("ends_on", excepted(scene)),
        },
        "exceptions:answer": text,
        "exceptions:outcome": OUTCOME,
        "exceptions:assess": {
            "hazard_1": "She takes it for friendship.", **{f"{name}_1": value for name, value in HAZARD.items()},
            "words_1": "A colleague is there.", "owner_1": scene.elif_, **boxes("on_1", excepted(scene)), "words": "We talked.",
        },
        "exceptions:recommend": {"answer": "yes", **reason},
        "exceptions:approve": {
            "for_team": "A walk.", **boxes("starts_on", excepted(scene)), **boxes("ends_on", excepted(scene)), **reason,
        },
        "exceptions:return": text,
        **{f"exceptions:{verb}": reason for verb in ("refuse", "recuse", "suspend", "resume", "revoke")},
        "exceptions:delegations": {"delegate": scene.farid, **boxes("starts_on", day), **boxes("ends_on", day)},
        "excepted:pause": reason,
        "book:write": {"kind": "blurred", "words": "I stayed for tea.", **boxes("happened_on", already(scene))},
        "book:take_in": {"kind": "blurred", "source": scene.values["contact_id"]},
        "book:correct": {"words": "It was coffee.", **reason},
        "book:discuss": {"where": "supervision", **boxes("on", day)},
        "rights:tell": {"told_by": scene.amira, **lines_now(scene), **spoken(boxes("on", day))},
        "rights:ask_consent": {"about": "service", "purpose": "A walk.", "state": "refused", **spoken(boxes("on", day))},
        "rights:change_consent": {"state": "withdrawn", **spoken(boxes("on", day))},
        "rights:add_group": {"kind": "couple", "name": "Two", "clients": both(scene)},
        "rights:agree": {"confidentiality": "not_agreed", **boxes("on", day)},
        "gifts:start": {**GIFT, "deed": "given", **boxes("on", already(scene))},
        "gifts:correct": {**GIFT, "deed": "given", **boxes("on", day)},
        "gifts:fate": {"fate": "passed_on"},
        "gifts:decide": {"verdict": "keep", "reason": "It is for all of us."},
        "gifts:settings": {"currency": "EUR", "token": "12", "large": "60", "days": "4"},
        "gifts:rates": {"currency": "USD", "worth": "0.9", **boxes("since", day)},
        "rights:publish": {"own": "You may stop.", "own_limits": "We pass on what puts somebody in danger."},
        "policies:adapt": text,
        "policies:adopt": {"owner": scene.noor},
        "policies:change": {"owner": scene.noor},
        "reflection:write": text,
        "reflection:change": text,
        "versions:add_clause": CLAUSE | {"code": "RC-B-14", "section": "B"},
        "versions:change_clause": CLAUSE,
        "versions:submit": {"change_note": "No swimming."},
        "versions:change_front": FRONT | {"owner_role": "director"},
        "parts:add_section": SECTION,
        "parts:change_section": SECTION,
        "parts:add_appendix": NOTE | {"code": "RC-APP-B", "kind": "note"},
        "parts:change_appendix": NOTE,
        "parts:add_document": {"title": "The staff handbook"},
        "imports:start": {"file": upload("staff.csv", sample("staff"))},
        "invitations:ask": {"email": "maya@relief.example"},
        "invitations:join": {"code": "0000-0000", "password": NEW_PASSWORD, "password_again": NEW_PASSWORD},
        "logins:confirm": {"people": [scene.lee]},
        "organisations:change_settings": {
            "name": "Harbour Relief Society", "zone": "Europe/Lisbon", "language": "en", "weekdays": EVERY_DAY,
            "acknowledge_days": 2, "contact_days": 5, "danger_signposts": "Police: 112",
            "gate": "open",
        },
        "organisations:add_site": {"name": "Lighthouse"},
        "organisations:rename_site": {"name": "Lighthouse"},
        "organisations:add_closed_day": {"name": "National day", **boxes("day", date(2031, 5, 17))},
        "passwords:forgotten": {"email": "amira@relief.example"},
        "passwords:change": {"current_password": PASSWORD, "password": NEW_PASSWORD, "password_again": NEW_PASSWORD},
        "reports:add": text,
        "reports:answer": text,
        "reports:message": text,
        "reports:withdraw": text,
        "reports:files": {"upload": upload("picture.png", PICTURE)},
        "reports:step": {"saw": "velvet glove", "act": "continue"},
        "reports:autosave": {"saw": "velvet glove"},
        "secondfactor:again": {"password": PASSWORD},
        "signin:keep": {"text": "A few words.", "path": "/reports/"},
        "signin:sign_in": {"email": "amira@relief.example", "password": PASSWORD},
        "staff:add": named,
        "staff:change": {"name": "Ben Okafor", "kind": "employee", "email": "ben@relief.example"},
        "staff:change_manager": {"manager": scene.farid},
        "staff:deactivate": boxes("last_day", day),
        "teams:add": {"name": "Garden team"},
        "teams:change": {"name": "Garden team"},
        "tokens:make": {"name": "Nightly", "scopes": ["read"], **boxes("last_day", day)},
    }  # fmt: skip


def _calls(scene: Scene) -> dict[str, Body]:
    day = today(scene.cast.organisation)
    text, reason = {"text": "A few words."}, {"reason": "A reason."}
    urgent = {"reference": NEVER, "reason": "He is with her now."}
    return {
        "POST api_appointments:appointments": {"person": scene.dana, "role": "triage_officer", "starts_on": day},
        "POST api_assignments:assign": {"worker": scene.elif_, "role": "worker", "starts_on": day},
        "POST api_assignments:end": {"last_day": day},
        "POST api_clients:clients": {"name": "Ruth Amsel", "kind": "direct", "status": "current", "worker": scene.elif_},
        "PATCH api_clients:client": {"language": "German"},
        "POST api_clients:relatives": {"name": "Vera Amsel", "tie": "relative"},
        "POST api_desk:ask": text,
        "POST api_desk:message": text,
        "POST api_desk:recuse": reason,
        "POST api_desk:intervene": text | {"happened_at": "2026-01-02T14:30"},
        "POST api_desk:reassign": reason | {"to": scene.samuel},
        "POST api_desk:add_party": {"role": "witness", "name": "somebody from the café"},
        "POST api_desk:resolve_party": {"state": "external"},
        "POST api_emergency:requests": urgent,
        "POST api_lifting:propose": reason,
        "POST api_acknowledgements:acknowledge": {"digest": read_now(scene)},
        "POST api_campaigns:campaigns": {
            "policies": [scene.values["key"]],
            "kinds": ["delegate"],
            "due_on": campaign_day(scene).isoformat(),
        },
        "POST api_paper:enter": signed_now(scene, signed_on=day.isoformat()),
        "POST api_training:record": {
            "topic": scene.values["topic_id"],
            "people": [scene.ben],
            "how": "course",
            "done_on": day,
        },
        "POST api_training:needs": text,
        "POST api_moments:answer": {"answer": "something"},
        "PUT api_moments:month": {"month": 9},
        "POST api_training:answer_need": {"answer": "not_now", "reason": "After the winter."},
        "POST api_training:topics": TOPIC,
        "PUT api_training:topic": TOPIC,
        "POST api_training:quiz": answered(scene),
        "POST api_channels:channels": {"name": "The team's e-mail", "kind": "email", "monitored": True},
        "POST api_channels:own": ACCOUNT,
        "POST api_channels:refuse": reason,
        "POST api_channels:hand_over": {"on": day},
        "POST api_channels:check": {"on": day},
        "POST api_contacts:contacts": MET_BY_API | {"on": already(scene)},
        "PUT api_contacts:contact": MET_BY_API | {"on": day},
        "POST api_contacts:events": {"about": "A feast.", "on": day},
        "POST api_contacts:move": {"moved_to": "The team's phone", "moved_on": day},
        "POST api_disclosures:own": {"towards": "other", "kind": "interest"},
        "PATCH api_disclosures:one": {"story": "More of it."},
        "POST api_disclosures:answer": text,
        "POST api_disclosures:update": {"words": "It grew.", **KNOWN_OF},
        "POST api_disclosures:end": {"words": "It is over.", "on": day},
        "POST api_disclosures:link": {"client": None},
        "POST api_disclosures:who_it_is": {"client": None},
        "POST api_disclosures:talk": TALKED_OF | {"on": day},
        "POST api_disclosures:return": text,
        **{
            f"POST api_disclosures:{verb}": reason for verb in ("clear", "refuse", "confirm_end", "not_ended", "recuse", "except")
        },
        "POST api_disclosures:manage": {
            "safeguards": [{"words": "He hands her on.", "owner": scene.elif_, "on": day}],
            "extent": "nothing",
            "review_on": day + timedelta(days=30),
            **reason,
        },
        "POST api_disclosures:take_off": {"takes_over": scene.elif_, "told_how": "In a talk.", "told_on": day, **reason},
        "POST api_exceptions:own": {"kind": "outing"},
        "PATCH api_exceptions:one": {"what": "A walk."},
        "POST api_exceptions:answer": text,
        "POST api_exceptions:outcome": OUTCOME,
        "POST api_exception_desk:assess": {
            "hazards": [HAZARD | {"what": "She takes it for friendship."}],
            "safeguards": [{"words": "A colleague is there.", "owner": scene.elif_, "on": excepted(scene)}],
            "words": "We talked.",
        },
        "POST api_exception_desk:recommend": {"answer": "yes", **reason},
        "POST api_exception_desk:approve": {
            "for_team": "A walk.",
            "starts_on": excepted(scene),
            "ends_on": excepted(scene),
            **reason,
        },
        "POST api_exception_desk:return": text,
        **{f"POST api_exception_desk:{verb}": reason for verb in ("refuse", "recuse", "suspend", "resume", "revoke")},
        "POST api_exception_team:delegations": {"delegate": scene.farid, "starts_on": day, "ends_on": day},
        "POST api_excepted:pause": reason,
        "POST api_book:book": {"kind": "blurred", "words": "I stayed for tea.", "happened_on": already(scene)},
        "POST api_book:take_in": {"kind": "blurred", "source": scene.values["contact_id"]},
        "POST api_book:correct": {"words": "It was coffee.", **reason},
        "POST api_book:discuss": {"where": "supervision", "on": day},
        "POST api_rights:tell": lines_now(scene) | spoken({"on": day}),
        "POST api_rights:consents": {"about": "service", "purpose": "A walk.", "state": "refused", **spoken({"on": day})},
        "POST api_rights:consent": {"state": "withdrawn", **spoken({"on": day})},
        "POST api_rights:groups": {"kind": "couple", "name": "Two", "clients": both(scene)},
        "POST api_rights:agree": {"confidentiality": "not_agreed", "role_made_clear": False, "limits_told": True, "on": day},
        "POST api_gifts:gifts": {**GIFT, "happening": "given", "direction": "from", "on": already(scene)},
        "POST api_gifts:correct": {**GIFT, "happening": "given", "direction": "from", "on": day},
        "POST api_gifts:fate": {"fate": "passed_on"},
        "POST api_gifts:decide": {"verdict": "keep", "reason": "It is for all of us."},
        "POST api_gifts:settings": {"currency": "EUR", "token": "12", "large": "60", "days": 4},
        "POST api_gifts:rates": {"currency": "USD", "worth": "0.9", "since": day},
        "POST api_rights:editions": {"codes": [], "own_limits": ["We pass on what puts somebody in danger."]},
        "PUT api_policies:adapt": text,
        "POST api_policies:adopt": {"words": {}, "owner": scene.noor},
        "PUT api_policies:policy": {"words": {}, "owner": scene.noor},
        "POST api_reflection:notes": text,
        "PUT api_reflection:note": text,
        "POST api_reflection:signs": {"signs": ["WS-1"]},
        "POST api_situations:search": {"q": "present"},
        "POST api_versions:clauses": CLAUSE | {"id": "RC-B-14", "section": "B"},
        "PUT api_versions:clause": CLAUSE,
        "POST api_versions:submit": {"change_note": "No swimming."},
        "PATCH api_versions:version": FRONT,
        "POST api_parts:sections": SECTION,
        "PUT api_parts:section": SECTION,
        "POST api_parts:appendices": NOTE | {"id": "RC-APP-B", "kind": "note"},
        "PUT api_parts:appendix": NOTE,
        "POST api_parts:documents": {"title": "The staff handbook"},
        "POST api_imports:imports": {"file": upload("staff.csv", sample("staff"))},
        "POST api_logins:logins": {"people": [scene.lee]},
        "PATCH api_organisation:settings": {"acknowledge_days": 2},
        "POST api_organisation:sites": {"name": "Lighthouse"},
        "PATCH api_organisation:site": {"name": "Lighthouse"},
        "POST api_organisation:closed_days": {"day": "2031-05-17", "name": "National day"},
        "POST api_reports:additions": text,
        "POST api_reports:answer": text,
        "POST api_reports:messages": text,
        "POST api_reports:withdrawal": text,
        "POST api_reports:draft_files": {"file": upload("picture.png", PICTURE)},
        "POST api_reports:report_files": {"file": upload("picture.png", PICTURE)},
        "PATCH api_reports:draft": {"saw": "velvet glove"},
        "POST api_staff:people": {"name": "Kim Berg", "kind": "employee", "email": "kim.berg@relief.example"},
        "PATCH api_staff:person": {"job_title": "Night worker"},
        "PUT api_staff:manager": {"manager": scene.farid},
        "POST api_staff:deactivate": {"last_day": day},
        "POST api_teams:teams": {"name": "Garden team"},
        "PATCH api_teams:team": {"name": "Garden team"},
        "POST api_tokens:tokens": {"name": "Nightly", "scopes": ["read"], "last_day": day},
    }


def bodies(scene: Scene) -> Callable[[str, str], Body | None]:
    """What is sent with a method to an address; nothing with those that only read."""
    pages, calls = _pages(scene), _calls(scene)

    def body(method: str, name: str) -> Body | None:
        if method not in {"POST", "PUT", "PATCH", "DELETE"}:
            return None
        return calls.get(f"{method} {name}", {}) if name.startswith("api_") else pages.get(name, {})

    return body
