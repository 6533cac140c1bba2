"""Organisations, their sites and the days on which they are closed."""

from uuid import uuid4
from zoneinfo import ZoneInfo

from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.organisations.choices import Gate, Weekday
from boundaries.clocks.rules import WorkingCalendar
from boundaries.sealing.models import DataKey


def monday_to_friday() -> list[int]:
    """The usual working week."""
    return [0, 1, 2, 3, 4]


def validate_zone(value: str) -> None:
    """Refuse what is not the name of a time zone."""
    try:
        ZoneInfo(value)
    except (ValueError, OSError, KeyError) as error:
        raise ValidationError(_("This is not the name of a time zone, such as Europe/Oslo.")) from error


class Organisation(models.Model):
    """One organisation; nothing crosses between two. It takes reports once it is activated."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    name = models.CharField(_("name"), max_length=120, unique=True)
    zone = models.CharField(_("time zone"), max_length=60, default="UTC", validators=[validate_zone])
    language = models.CharField(_("language"), max_length=10, default="en")
    weekdays = ArrayField(models.SmallIntegerField(choices=Weekday), verbose_name=_("working days"), default=monday_to_friday)
    acknowledge_days = models.PositiveSmallIntegerField(
        _("working days to acknowledge a report"),
        default=2,
        validators=[MinValueValidator(1), MaxValueValidator(60)],
    )
    contact_days = models.PositiveSmallIntegerField(
        _("working days to the first contact with the reporter"),
        default=5,
        validators=[MinValueValidator(1), MaxValueValidator(60)],
    )
    danger_signposts = models.TextField(_("whom to call when somebody is in danger, one a line"), max_length=1000)
    gate = models.CharField(
        _("when policies come before other work"), max_length=10, choices=Gate, default=Gate.OPEN, db_default=Gate.OPEN
    )
    data_key = models.ForeignKey(DataKey, on_delete=models.PROTECT, related_name="+")
    activated_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        default_permissions = ()
        constraints = [
            models.CheckConstraint(condition=models.Q(weekdays__len__gte=1), name="organisation_works_some_day"),
        ]

    def __str__(self) -> str:
        return self.name

    def calendar(self) -> WorkingCalendar:
        """The working calendar by which its clocks run."""
        closed = frozenset(self.closed_days.values_list("day", flat=True))
        return WorkingCalendar(ZoneInfo(self.zone), frozenset(self.weekdays), closed)


class ClosedDay(models.Model):
    """A day on which the organisation does not work, such as a public holiday."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="closed_days")
    day = models.DateField(_("date"))
    name = models.CharField(_("name"), max_length=80)

    class Meta:
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["organisation", "day"], name="closed_day_once")]


class Site(models.Model):
    """A place where the organisation works."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="sites")
    name = models.CharField(_("name"), max_length=120)

    class Meta:
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["organisation", "name"], name="site_name_once")]

    def __str__(self) -> str:
        return self.name
