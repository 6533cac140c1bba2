"""What somebody does with their own notes. Nothing of it is written down: that somebody reflected is nobody's business but theirs."""

from uuid import UUID

from django.db import transaction

from accounts.staff.models import StaffMember
from boundaries.access.scope import author_index
from boundaries.clocks.queries import now
from boundaries.sealing.actions import destroy_key, make_key
from policies.reflection import rules
from policies.reflection.models import ReflectiveNote
from policies.reflection.permissions import ACCESS, ReflectionPermission
from policies.reflection.queries import note_for, written_for_oneself


@transaction.atomic
def write_note(*, actor: StaffMember, text: str, prompt: str = "") -> ReflectiveNote:
    """Write something for oneself alone, sealed under a key of its own."""
    ACCESS.require(actor, ReflectionPermission.WRITE, actor.organisation)
    words = rules.check_text(text)
    rules.check_room(ReflectiveNote.objects.visible_to(actor, by=written_for_oneself).count())
    note = ReflectiveNote(
        organisation_id=actor.organisation_id,
        author_index=author_index(actor.pk),
        data_key=make_key(organisation_id=actor.organisation_id),
    )
    note.content = {"text": words, "prompt": prompt, "at": now().isoformat()}
    note.save(force_insert=True)
    return note


@transaction.atomic
def rewrite_note(*, actor: StaffMember, note_id: UUID, text: str) -> ReflectiveNote:
    """Put other words in the place of those before, which are gone."""
    note = _locked(actor, note_id)
    ACCESS.require(actor, ReflectionPermission.REWRITE, note)
    note.content = {**note.content, "text": rules.check_text(text)}
    note.save(update_fields=["content"])
    return note


@transaction.atomic
def delete_note(*, actor: StaffMember, note_id: UUID) -> None:
    """Delete a note with its key: nothing of it can be read again, in this database or in an older copy without the key."""
    note = _locked(actor, note_id)
    ACCESS.require(actor, ReflectionPermission.DELETE, note)
    _destroy(note)


@transaction.atomic
def delete_all_notes(*, actor: StaffMember) -> int:
    """Delete everything one ever wrote for oneself, with its keys; how many there were."""
    notes = list(ReflectiveNote.objects.visible_to(actor, by=written_for_oneself).select_for_update(of=("self",)))
    for note in notes:
        ACCESS.require(actor, ReflectionPermission.DELETE, note)
        _destroy(note)
    return len(notes)


def _locked(actor: StaffMember, note_id: UUID) -> ReflectiveNote:
    """The note under its lock. Raises NotVisible for everybody but its author."""
    list(
        ReflectiveNote.objects.visible_to(actor, by=written_for_oneself)
        .select_for_update(of=("self",))
        .filter(pk=note_id)
        .values_list("pk")
    )
    return note_for(actor, note_id)


def _destroy(note: ReflectiveNote) -> None:
    key = note.data_key
    note.delete()
    destroy_key(key)
