"""Sending the mail of a notice: authorised again, without content, with a Message-ID that never changes."""

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from boundaries.access.scope import Reason
from boundaries.clocks.queries import now
from boundaries.notices.models import Notice
from boundaries.notices.queries import visible_notices
from boundaries.outbox.drain import Suppressed
from boundaries.outbox.handlers import handles
from boundaries.outbox.models import OutboxRow


@handles("notices.mail", goes_out=True)
def send_mail(row: OutboxRow) -> None:
    """One mail in one transaction; at least once. Suppressed when the person may not see what it is about any more.

    The item itself is not locked while the mail server is asked: its reader, and whoever takes it away, never wait for that.
    """
    notice = Notice.objects.unscoped(Reason.OUTBOX).select_related("data_key").get(id=row.ref)
    address = import_string(settings.ADDRESS_BOOK)(notice.person_id)
    if notice.suppressed_at or not address or not visible_notices(notice.person_id, [notice]):
        raise Suppressed
    EmailMessage(
        subject=_("There is something new for you in Boundaries"),
        body=render_to_string("mail/something_new.txt", {"link": settings.PUBLIC_ADDRESS}),
        to=[address],
        headers={"Message-ID": f"<{notice.id}@boundaries.invalid>", "Auto-Submitted": "auto-generated"},
    ).send()
    notice.mailed_at = now()
    notice.save(update_fields=["mailed_at"])
