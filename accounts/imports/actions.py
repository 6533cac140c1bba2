"""Bringing in a file, checking it, applying it whole or not at all, and taking a list out.

A file is kept sealed under a key of its own until it is applied, discarded or a day old; then the key is destroyed. What it
would do is worked out anew under the organisation's lock before it is done, and only done if it is still what was shown.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from uuid import UUID, uuid4

from django.db import DatabaseError, IntegrityError, connection, transaction
from django.utils import translation
from django.utils.translation import gettext as _

from accounts.imports.choices import ABOUT_CLIENTS, Act, ImportKind, ImportStatus, Stage
from accounts.imports.clients import actions as clients
from accounts.imports.events import ImportEvent
from accounts.imports.models import ImportFile, ImportProgress, ImportRun
from accounts.imports.news import WORTH_LEAVING, News, tell_news
from accounts.imports.people import actions as people
from accounts.imports.permissions import ACCESS, IN_GENERAL, ImportPermission, permission_for
from accounts.imports.queries import KEPT, SHOWN, export_of, plan_of
from accounts.imports.rules import COLUMNS, Plan, Problem, is_known, label_of, recognise
from accounts.imports.workflow import AT_WORK, CHECKED, WORKFLOW, ImportMove
from accounts.organisations.models import Organisation
from accounts.routing.queries import lock_tree
from accounts.staff.models import StaffMember
from accounts.tables import rules as tables
from accounts.tables.choices import DateOrder
from boundaries.clocks.queries import now
from boundaries.errors.exceptions import Forbidden, NotVisible, RuleViolation
from boundaries.outbox.actions import arm_timer, cancel_timers, write_row
from boundaries.record.actions import append, append_many
from boundaries.sealing.actions import destroy_key, make_key

CHECK, APPLY, EXPIRE = "imports.check", "imports.apply", "imports.expire"
SAVERS = {**people.SAVERS, **clients.SAVERS}
NOTED_EVERY = 250


@transaction.atomic
def start_import(*, actor: StaffMember, name: str, content: bytes) -> ImportRun:
    """Take a file in, sealed, and have it checked. One's own earlier file of the same kind is discarded for it."""
    IN_GENERAL.require(actor, ImportPermission.IMPORT, actor.organisation)
    table = tables.read_table(tables.read_text(content), is_known)
    kind = recognise(table.headings.cells)
    try:
        IN_GENERAL.require(actor, permission_for(kind), actor.organisation)
    except Forbidden as refusal:
        raise RuleViolation("kind", _not_yours(kind), field="file") from refusal
    for earlier in _own_open(actor, kind):
        _end(earlier, ImportMove.DISCARD)
    run = ImportRun.objects.create(
        organisation_id=actor.organisation_id, started_by=actor, kind=kind, rows=len(table.rows), started_at=now()
    )
    file = ImportFile(run=run, data_key=make_key(organisation_id=run.organisation_id))
    file.content, file.shown = bytearray(content), {"name": name[:200]}
    file.save(force_insert=True)
    ImportProgress.objects.create(run=run)
    arm_timer(kind=EXPIRE, organisation_id=run.organisation_id, about_id=run.id, due_at=now() + KEPT)
    _ask_for(CHECK, run)
    return run


def _not_yours(kind: ImportKind) -> str:
    if kind in ABOUT_CLIENTS:
        return _("This file is about clients. A director imports it: administrators see no clients.")
    return _("This file is about people who work here. An administrator imports it.")


def _own_open(actor: StaffMember, kind: ImportKind) -> list[ImportRun]:
    rows = ImportRun.objects.select_for_update(of=("self",), no_key=True).filter(started_by=actor, kind=kind)
    return list(rows.filter(status__in=[ImportStatus.CHECKING, *CHECKED]).order_by("id"))


@transaction.atomic
def check_again(*, actor: StaffMember, run_id: UUID, order: DateOrder | None = None) -> ImportRun:
    """Check the same file once more, with what dates mean where that had to be asked."""
    run = _locked(run_id, actor.organisation_id)
    ACCESS.require(actor, ImportPermission.CHECK, run)
    run.status = WORKFLOW.move(run.status, ImportMove.CHECK)
    run.date_order, run.moved_on = order or run.date_order, False
    run.save(update_fields=["status", "date_order", "moved_on"])
    _ask_for(CHECK, run)
    return run


@transaction.atomic
def apply_import(*, actor: StaffMember, run_id: UUID) -> ImportRun:
    """Have done what was shown: whole, in the background, or not at all."""
    run = _locked(run_id, actor.organisation_id)
    ACCESS.require(actor, ImportPermission.APPLY, run)
    run.status = WORKFLOW.move(run.status, ImportMove.APPLY)
    run.save(update_fields=["status"])
    _ask_for(APPLY, run)
    return run


@transaction.atomic
def discard_import(*, actor: StaffMember, run_id: UUID) -> ImportRun:
    """Forget a file: its key is destroyed at once."""
    run = _locked(run_id, actor.organisation_id)
    ACCESS.require(actor, ImportPermission.DISCARD, run)
    _end(run, ImportMove.DISCARD)
    return run


@transaction.atomic
def expire_import(*, run_id: UUID, organisation_id: UUID) -> None:
    """Forget a file that nobody came back for, or that could not be applied in all that time; it is not applied afterwards."""
    run = _locked(run_id, organisation_id)
    if ImportMove.EXPIRE in WORKFLOW.verbs_from(run.status):
        if run.status in AT_WORK:
            tell_news(run, News.GIVEN_UP)
        _end(run, ImportMove.EXPIRE)


@transaction.atomic
def export_list(*, actor: StaffMember, kind: ImportKind) -> bytes:
    """Take a list out as a file that is imported again without change. That it was taken out is written down."""
    IN_GENERAL.require(actor, permission_for(kind), actor.organisation)
    content, rows = export_of(actor, kind)
    organisation = Organisation.objects.select_related("data_key").get(id=actor.organisation_id)
    append(
        ImportEvent.EXPORTED,
        about=("organisation", organisation.id),
        organisation_id=organisation.id,
        actor_id=actor.id,
        key=organisation.data_key,
        data={"kind": kind.value, "rows": rows},
    )
    return content


# --- What the system does, in the background -------------------------------------------------------------------------------


@transaction.atomic
def check_import(*, run_id: UUID, organisation_id: UUID) -> None:
    """Work out what the file would do, and what is wrong with it. Nothing else is changed. Safe to run twice."""
    run = _locked(run_id, organisation_id)
    if run.status != ImportStatus.CHECKING:
        return
    with translation.override(run.organisation.language), _seen_from_outside(run) as note:
        _conclude(run, _plan(run, note))
    if run.rows >= WORTH_LEAVING:
        tell_news(run, News.CHECKED)


@transaction.atomic
def carry_out(*, run_id: UUID, organisation_id: UUID) -> None:
    """Do the whole of what was shown, in one transaction under the organisation's lock. Safe to run twice.

    Where the organisation has changed meanwhile so that something else would happen, nothing does, and that is shown instead.
    """
    lock_tree(organisation_id, exclusive=True)
    run = _locked(run_id, organisation_id)
    if run.status != ImportStatus.APPLYING:
        return
    with translation.override(run.organisation.language), _seen_from_outside(run) as note:
        if run.kind in ABOUT_CLIENTS:
            clients.lock_clients(run.started_by)
        plan = _plan(run, note)
        if not ACCESS.allows(run.started_by, ImportPermission.APPLY, run):
            plan.problems.insert(0, Problem(0, "", _("You may not import this any more.")))
        if not plan.problems and run.plan is not None and plan.fingerprint() == bytes(run.plan):
            try:
                with transaction.atomic():
                    _save(run, plan, note)
                tell_news(run, News.APPLIED)
                return
            except IntegrityError:
                message = _("Somebody changed the same things at the same moment. Check the file again.")
                plan.problems.append(Problem(0, "", message))
        run.moved_on = True
        _conclude(run, plan)
    tell_news(run, News.NOT_APPLIED)


Note = Callable[[Stage, int, int], None]


def _plan(run: ImportRun, note: Note) -> Plan:
    note(Stage.READING, 0, run.rows)
    order = DateOrder(run.date_order) if run.date_order else None

    def tell(done: int) -> None:
        note(Stage.CHECKING if done + 1 >= run.rows else Stage.READING, done + 1, run.rows)

    return plan_of(run.started_by, ImportKind(run.kind), bytes(run.file.content), order, tell)


def _save(run: ImportRun, plan: Plan, note: Note) -> None:
    """Save every change, write each down, and end the import."""
    total = 2 * len(plan.changes)
    happenings = SAVERS[plan.kind](run.started_by, plan.changes, lambda done: note(Stage.SAVING, done, total))
    half, share = len(plan.changes), len(plan.changes) / max(len(happenings), 1)
    append_many(
        happenings,
        organisation_id=run.organisation_id,
        actor_id=run.started_by_id,
        key=run.organisation.data_key,
        after_each=lambda done: note(Stage.RECORDING, half + int(done * share), total),
    )
    run.added, run.changed = plan.added, len(plan.changes) - plan.added
    _end(run, ImportMove.FINISH)
    append(
        ImportEvent.APPLIED,
        about=("import", run.id),
        organisation_id=run.organisation_id,
        actor_id=run.started_by_id,
        key=run.organisation.data_key,
        data={"kind": plan.kind.value, "rows": plan.rows, "added": run.added, "changed": run.changed},
    )


def _conclude(run: ImportRun, plan: Plan) -> None:
    """Keep what was found, and say where the import stands now."""
    move = ImportMove.REFUSE if plan.problems else ImportMove.OFFER if plan.changes else ImportMove.PASS
    run.status = WORKFLOW.move(run.status, move)
    run.rows, run.added, run.changed = plan.rows, plan.added, len(plan.changes) - plan.added
    run.errors, run.asks_order = len(plan.problems), plan.asks_order
    run.plan = None if plan.problems else plan.fingerprint()
    run.save(update_fields=["status", "rows", "added", "changed", "errors", "asks_order", "plan", "moved_on"])
    file = run.file
    file.shown = {**file.shown, **_shown(plan)}
    file.listing = bytearray(_listing(plan))
    file.save(update_fields=["shown", "listing"])


def _shown(plan: Plan) -> dict[str, Any]:
    """The first problems and the first changes, in words."""
    return {
        "unused": plan.unused[:50],
        "problems": [[each.row, label_of(plan.kind, each.column), each.message, each.value] for each in plan.problems[:SHOWN]],
        "changes": [
            [each.row, each.act.value, each.about, [[label_of(plan.kind, name), was, is_] for name, was, is_ in each.told]]
            for each in plan.changes[:SHOWN]
        ],
    }


def _listing(plan: Plan) -> bytes:
    """All problems as a file or, where there are none, all changes."""
    labels = {column.name: str(column.label) for column in COLUMNS[plan.kind]}
    if plan.problems:
        headings = [_("Row"), _("Column"), _("What is wrong"), _("What stands there")]
        rows = ([str(each.row or ""), labels.get(each.column, ""), each.message, each.value] for each in plan.problems)
        return tables.write_table(headings, rows)
    acts = {act: str(act.label) for act in Act}
    headings = [_("Row"), _("What happens"), _("To whom or what"), _("Column"), _("Before"), _("After")]
    return tables.write_table(
        headings,
        (
            [str(each.row), acts[each.act], each.about, labels[told.column], told.before, told.after]
            for each in plan.changes
            for told in each.told
        ),
    )


# --- What they share ---------------------------------------------------------------------------------------------------------


def _locked(run_id: UUID, organisation_id: UUID) -> ImportRun:
    """The import under its lock; one of another organisation does not exist."""
    rows = ImportRun.objects.select_for_update(of=("self",), no_key=True)
    rows = rows.select_related("organisation__data_key", "started_by__organisation__data_key", "started_by__user")
    found = rows.filter(id=run_id, organisation_id=organisation_id).first()
    if found is None:
        raise NotVisible
    return found


def _ask_for(kind: str, run: ImportRun) -> None:
    """Have something done after the commit."""
    ImportProgress.objects.filter(run=run).update(stage=Stage.WAITING, done=0, total=0)
    write_row(kind=kind, organisation_id=run.organisation_id, ref=run.id, dedupe_key=f"{kind}:{run.id}:{uuid4()}")


def _end(run: ImportRun, move: ImportMove) -> None:
    """Nothing of the file is kept: its key is destroyed, and what it sealed goes with it."""
    run.status, run.ended_at = WORKFLOW.move(run.status, move), now()
    run.save(update_fields=["status", "ended_at", "added", "changed"])
    cancel_timers(about_id=run.id, kinds=[EXPIRE])
    file = ImportFile.objects.select_related("data_key").filter(run=run).first()
    if file:
        destroy_key(file.data_key)


@contextmanager
def _seen_from_outside(run: ImportRun) -> Iterator[Note]:
    """Lets whoever waits see how far the work is, though nothing of it is committed: noted by a connection of its own.

    A note that cannot be made is left out; it must never hold up the work.
    """
    outside, noted = connection.copy(), (Stage.WAITING, 0)

    def note(stage: Stage, done: int, total: int) -> None:
        nonlocal noted
        if stage == noted[0] and done < noted[1] + NOTED_EVERY and done < total:
            return
        noted = (stage, done)
        try:
            with outside.cursor() as cursor:
                cursor.execute(NOTE, [stage.value, done, total, run.id])
        except DatabaseError:
            outside.close()

    try:
        yield note
    finally:
        outside.close()


NOTE = "UPDATE accounts_importprogress SET stage = %s, done = %s, total = %s WHERE run_id = %s"
