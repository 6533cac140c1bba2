"""Model fields whose column holds a sealed value and whose attribute gives the plain one.

The model must have a ``data_key`` foreign key (or property) to :class:`DataKey` and a primary key that is known before it is
saved. The value is opened when the attribute is read, not when the row is fetched: a list that shows no content decrypts
nothing. ``values()`` and ``values_list()`` give the sealed bytes.
"""

import json
from typing import Any

from django.db import models

from boundaries.sealing import rules
from boundaries.sealing.actions import open_key

UNSET = object()


class _Opened:
    """Reads a sealed column as plain text, once per instance."""

    def __init__(self, field: "SealedTextField") -> None:
        self.field = field

    def __get__(self, instance: Any, owner: type | None = None) -> Any:
        if instance is None:
            return self
        cache = instance.__dict__.setdefault("_opened", {})
        name = self.field.attname
        if name not in cache:
            if name not in instance.__dict__:
                instance.refresh_from_db(fields=[name])
            sealed = instance.__dict__[name]
            cache[name] = self.field.open(instance, bytes(sealed)) if sealed is not None else self.field.empty()
        return cache[name]

    def __set__(self, instance: Any, value: Any) -> None:
        if isinstance(value, (bytes, memoryview)):  # what the database gave: keep it sealed
            instance.__dict__[self.field.attname] = bytes(value)
            instance.__dict__.setdefault("_opened", {}).pop(self.field.attname, None)
        else:
            instance.__dict__[self.field.attname] = None
            instance.__dict__.setdefault("_opened", {})[self.field.attname] = value


class SealedTextField(models.BinaryField):
    """Text, encrypted under the row's data key and bound to table, column and row."""

    description = "text sealed under the data key of its object"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.update(null=True, blank=True, editable=True)
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        for implied in ("null", "blank", "editable"):
            kwargs.pop(implied, None)
        return name, path, args, kwargs

    def contribute_to_class(self, cls: type[models.Model], name: str, private_only: bool = False) -> None:
        super().contribute_to_class(cls, name, private_only)
        setattr(cls, self.attname, _Opened(self))

    def get_default(self) -> Any:
        return self.empty()

    def empty(self) -> Any:
        return ""

    def to_bytes(self, value: Any) -> bytes:
        return str(value).encode()

    def from_bytes(self, value: bytes) -> Any:
        return value.decode()

    def where(self, instance: models.Model) -> bytes:
        return rules.place(instance._meta.db_table, self.column or self.attname, instance.pk)

    def open(self, instance: Any, sealed: bytes) -> Any:
        """The plain value. Raises SealBroken when key, bytes or place do not fit."""
        return self.from_bytes(rules.unseal(open_key(instance.data_key), sealed, self.where(instance)))

    def pre_save(self, model_instance: Any, add: bool) -> bytes | None:
        """Seal what was set; leave alone what was only read, so that a save never writes back a value it could not open."""
        stored = model_instance.__dict__.get(self.attname)
        if stored is not None:
            return bytes(stored)
        plain = model_instance.__dict__.get("_opened", {}).get(self.attname, self.empty())
        if plain == self.empty():
            return None
        sealed = rules.seal(open_key(model_instance.data_key), self.to_bytes(plain), self.where(model_instance))
        model_instance.__dict__[self.attname] = sealed
        return sealed


class SealedJSONField(SealedTextField):
    """A JSON object (dict), sealed the same way."""

    def empty(self) -> Any:
        return {}

    def to_bytes(self, value: Any) -> bytes:
        return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()

    def from_bytes(self, value: bytes) -> Any:
        return json.loads(value)


class SealedBytesField(SealedTextField):
    """Bytes (a file), sealed the same way. Set it with :meth:`bytearray` or through ``Plain`` to tell it from stored bytes."""

    def empty(self) -> Any:
        return bytearray()

    def to_bytes(self, value: Any) -> bytes:
        return bytes(value)

    def from_bytes(self, value: bytes) -> Any:
        return bytearray(value)
