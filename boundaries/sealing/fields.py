"""Model fields whose column holds a sealed value and whose attribute gives the plain one.

The model must have a ``data_key`` foreign key (or property) to :class:`DataKey` and a primary key that is known before it is
saved. The value is opened when the attribute is read, not when the row is fetched: a list that shows no content decrypts
nothing. What is empty is stored as NULL. ``values()`` and ``values_list()`` give the sealed bytes.
"""

import json
from abc import ABC, abstractmethod
from typing import Any

from django.db import models

from boundaries.sealing import rules
from boundaries.sealing.actions import open_key


class _Opened:
    """Reads a sealed column as its plain value, once per instance.

    The instance holds what the column holds under the attribute's own name, and what was opened or set in ``_opened``.
    """

    def __init__(self, field: "_SealedField") -> None:
        self.field = field

    def __get__(self, instance: Any, owner: type | None = None) -> Any:
        if instance is None:
            return self
        cache, name = instance.__dict__.setdefault("_opened", {}), self.field.attname
        if name not in cache:
            if name not in instance.__dict__:
                stored = type(instance)._base_manager.using(instance._state.db).filter(pk=instance.pk)
                self.__set__(instance, stored.values_list(name, flat=True).get())
            sealed = instance.__dict__[name]
            cache[name] = self.field.empty() if sealed is None else self.field.open(instance, sealed)
        return cache[name]

    def __set__(self, instance: Any, value: Any) -> None:
        opened, name = instance.__dict__.setdefault("_opened", {}), self.field.attname
        if value is None or isinstance(value, bytes | memoryview):  # what the database gave: keep it sealed
            instance.__dict__[name] = None if value is None else bytes(value)
            opened.pop(name, None)
        else:
            instance.__dict__[name] = None
            opened[name] = value


class _SealedField(models.BinaryField, ABC):
    """What every sealed field does: encrypt under the row's data key, bound to table, column and row."""

    _pyi_private_get_type: Any  # for the type checker: each field below says what reading it gives

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

    @abstractmethod
    def empty(self) -> Any:
        """The plain value of a column that holds nothing."""

    @abstractmethod
    def to_bytes(self, value: Any) -> bytes:
        """What is encrypted."""

    @abstractmethod
    def from_bytes(self, value: bytes) -> Any:
        """The plain value again."""

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


class SealedTextField(_SealedField):
    """Text, sealed."""

    description = "text sealed under the data key of its object"

    _pyi_private_set_type: str
    _pyi_private_get_type: str

    def empty(self) -> str:
        return ""

    def to_bytes(self, value: Any) -> bytes:
        return str(value).encode()

    def from_bytes(self, value: bytes) -> str:
        return value.decode()


class SealedJSONField(_SealedField):
    """A JSON object (dict), sealed."""

    description = "a JSON object sealed under the data key of its object"

    _pyi_private_set_type: dict[str, Any]
    _pyi_private_get_type: dict[str, Any]

    def empty(self) -> dict[str, Any]:
        return {}

    def to_bytes(self, value: Any) -> bytes:
        return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()

    def from_bytes(self, value: bytes) -> Any:
        return json.loads(value)


class SealedBytesField(_SealedField):
    """Bytes (a file), sealed. Set and read as a :class:`bytearray`: plain ``bytes`` are what the column holds."""

    description = "bytes sealed under the data key of its object"

    _pyi_private_set_type: bytearray
    _pyi_private_get_type: bytearray

    def empty(self) -> bytearray:
        return bytearray()

    def to_bytes(self, value: Any) -> bytes:
        return bytes(value)

    def from_bytes(self, value: bytes) -> bytearray:
        return bytearray(value)
