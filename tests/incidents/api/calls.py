"""A programme that speaks to the API for one person, and holds every answer against the schema the API gives of itself."""

import json
import re
from functools import lru_cache
from typing import Any
from uuid import UUID

import jsonschema  # type: ignore[import-untyped]  # it has no types; the schema's own generator stands on it
from django.test import Client as Browser

from accounts.staff.models import StaffMember
from boundaries.web.openapi import schema

CONCERN: dict[str, Any] = {
    "danger": "no",
    "kind": "concern",
    "subjects": [{"name": "Somebody new"}],
    "when": "Last week",
    "where": "At the harbour",
    "channel": "phone",
    "saw": "He gave her his number.",
    "told": "She told me he calls.",
    "think": "I am worried.",
    "categories": ["off_hours", "contact_details"],
    "done": "I spoke with her.",
    "talked": "not_possible",
    "in_confidence": True,
}
"""What tests/incidents/reports/pages.py types into the pages, in one piece."""


class Answer:
    """What came back: a status and, where there is one, a body."""

    def __init__(self, response: Any) -> None:
        self.response = response
        self.status: int = response.status_code
        is_json = response.headers.get("Content-Type", "") == "application/json"
        self.body: Any = json.loads(response.content) if response.content and is_json else None

    def __getitem__(self, name: str) -> Any:
        return self.body[name]

    @property
    def id(self) -> UUID:
        return UUID(self.body["id"])

    @property
    def wrong(self) -> dict[str, list[str]]:
        """The fields an error names."""
        fields: dict[str, list[str]] = self.body["error"]["fields"]
        return fields

    @property
    def code(self) -> str:
        return str(self.body["error"]["code"])


class Programme:
    """One person's programme."""

    def __init__(self, person: StaffMember | None) -> None:
        self.browser = Browser()
        if person is not None and person.user is not None:
            self.browser.force_login(person.user)

    def get(self, path: str, **query: Any) -> Answer:
        return self._held("get", path, self.browser.get(_full(path), query))

    def post(self, path: str, body: Any = None, key: str = "") -> Answer:
        headers = {"Idempotency-Key": key} if key else {}
        said = json.dumps({} if body is None else body)
        return self._held("post", path, self.browser.post(_full(path), said, content_type="application/json", headers=headers))

    def put(self, path: str, body: Any) -> Answer:
        return self._held("put", path, self.browser.put(_full(path), json.dumps(body), content_type="application/json"))

    def patch(self, path: str, body: Any) -> Answer:
        return self._held("patch", path, self.browser.patch(_full(path), json.dumps(body), content_type="application/json"))

    def delete(self, path: str) -> Answer:
        return self._held("delete", path, self.browser.delete(_full(path)))

    def upload(self, path: str, *files: Any, name: str = "file", key: str = "", **more: Any) -> Answer:
        headers = {"Idempotency-Key": key} if key else {}
        sent = self.browser.post(_full(path), {name: files if len(files) != 1 else files[0], **more}, headers=headers)
        return self._held("post", path, sent)

    def draft(self, answers: dict[str, Any] | None = None) -> UUID:
        """A draft with these answers."""
        draft_id = self.post("drafts/").id
        if answers:
            saved = self.patch(f"drafts/{draft_id}/", answers)
            assert saved.status == 200, saved.body
        return draft_id

    def sent(self, answers: dict[str, Any] | None = None) -> UUID:
        """A report that was sent."""
        draft_id = self.draft(CONCERN if answers is None else answers)
        sent = self.post(f"drafts/{draft_id}/submit/")
        assert sent.status == 201, sent.body
        return sent.id

    @staticmethod
    def _held(method: str, path: str, response: Any) -> Answer:
        answer = Answer(response)
        described = described_operation(method, path)
        assert str(answer.status) in described["responses"], f"{method} {path}: {answer.status} is not described: {answer.body}"
        content = described["responses"][str(answer.status)].get("content", {})
        if "application/json" in content:
            check(answer.body, content["application/json"]["schema"])
        elif content:
            assert response.headers["Content-Type"].split(";")[0] in content
        else:
            assert answer.body is None
        return answer


def _full(path: str) -> str:
    return path if path.startswith("/") else f"/api/v1/{path}"


@lru_cache(maxsize=1)
def told() -> dict[str, Any]:
    """What the API says of itself."""
    return schema()


@lru_cache(maxsize=1)
def _components() -> Any:
    return _closed(told()["components"])


def described_operation(method: str, path: str) -> dict[str, Any]:
    """What the schema says of one operation."""
    for pattern, methods in sorted(told()["paths"].items(), key=lambda each: each[0].count("{")):
        if re.fullmatch(re.sub(r"\{\w+\}", "[^/]+", pattern), _full(path).split("?")[0]) and method in methods:
            found: dict[str, Any] = methods[method]
            return found
    raise AssertionError(f"{path} is not described")


def check(value: Any, shape: dict[str, Any]) -> None:
    """Hold a value against a shape of the schema: its keys are those described and no others."""
    whole = {**_closed(shape), "components": _components()}
    jsonschema.Draft202012Validator(whole, format_checker=jsonschema.FormatChecker()).validate(value)


def _closed(shape: Any) -> Any:
    """The same shape, which leaves no room for what is not described; null where it is allowed, as OpenAPI 3.0 says it."""
    if isinstance(shape, list):
        return [_closed(each) for each in shape]
    if not isinstance(shape, dict):
        return shape
    closed = {name: _closed(inner) for name, inner in shape.items()}
    if "properties" in closed and "additionalProperties" not in closed:
        closed["additionalProperties"] = False
    if closed.pop("nullable", False) is True:
        return {"anyOf": [closed, {"type": "null"}]}
    return closed
