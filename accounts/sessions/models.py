"""Where people are signed in, so that they can see it and end it."""

from uuid import uuid4

from django.db import models

from accounts.staff.models import User


class OpenSession(models.Model):
    """One sign-in of one person. Whether it still lasts is said by the session itself; nothing here lets anybody in.

    Of the browser only its kind is kept, by which its owner knows it again; no address, and nothing it could be traced by.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="open_sessions")
    session_key = models.CharField(max_length=40, unique=True)
    browser = models.CharField(max_length=20, blank=True)
    system = models.CharField(max_length=20, blank=True)
    began_at = models.DateTimeField()

    class Meta:
        default_permissions = ()
        indexes = [models.Index(fields=["user", "-began_at"], name="open_session_list")]
