"""How an operation's description says what a token must be good for."""

from typing import Any

from django.utils.translation import gettext as _
from drf_spectacular.openapi import AutoSchema

from boundaries.access.choices import Reach, Scope

SESSION = "session"
"""The name of the one security scheme that is open to everything."""


class Described(AutoSchema):  # type: ignore[no-untyped-call, misc, unused-ignore]  # drf-spectacular has no types
    """An operation, with the scope that its view declares."""

    def get_operation(self, *arguments: Any, **kwargs: Any) -> Any:
        """The description says which scope; what needs a session is not offered to tokens."""
        from boundaries.web.api import wanted_by  # it stands above: DRF reads this file while it loads its views

        told = super().get_operation(*arguments, **kwargs)
        if told is None:
            return None
        wanted = wanted_by(self.view, self.method)
        told["description"] = " ".join(filter(None, [str(told.get("description", "")), words_for(wanted)]))
        if not isinstance(wanted, Scope) and wanted is not Reach.ANY_TOKEN:
            told["security"] = [each for each in told["security"] if SESSION in each]
        return told

    def _insert_field_validators(self, field: Any, schema: dict[str, Any]) -> None:
        """What a pattern lets be empty is told by the pattern alone: an empty text would fit both of two branches."""
        super()._insert_field_validators(field, schema)  # type: ignore[no-untyped-call]  # as above
        if "pattern" in (inner := schema.get("oneOf", [{}])[0]):
            schema.pop("oneOf")
            schema.update(inner)


def words_for(wanted: Scope | Reach | None) -> str:
    """What the description says of tokens."""
    if isinstance(wanted, Scope):
        return _("A token needs the scope “%(scope)s”.") % {"scope": wanted.value}
    if wanted is Reach.ANY_TOKEN:
        return _("Every token will do.")
    if wanted is Reach.FRESH_SESSION:
        return _("Not with a token: only in a session in which you showed within five minutes that it is you.")
    return _("Not with a token.")
