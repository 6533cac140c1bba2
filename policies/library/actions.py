"""Taking the packs into the library."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

from django.db import connection, transaction

from boundaries.clocks.queries import now
from policies.library import rules
from policies.library.choices import VersionStatus
from policies.library.models import Appendix, Clause, Policy, PolicyLink, PolicyVersion, Section, WarningSign

PACKS = Path(__file__).resolve().parents[1] / "packs"


@dataclass(frozen=True)
class Loaded:
    """What became of one pack: the version that stands now, and how it differs from the one before."""

    key: str
    edition: int
    is_new: bool
    added: int = 0
    changed: int = 0
    removed: int = 0


@dataclass(frozen=True)
class Loading:
    """What became of all packs, and the keys of policies that no pack speaks of any more; those stay as they are."""

    packs: tuple[Loaded, ...]
    left_alone: tuple[str, ...]
    signs_changed: bool


def packs_in(folder: Path) -> dict[str, str]:
    """The files of a folder by their names."""
    return {file.name: file.read_text(encoding="utf-8") for file in sorted(folder.glob("*.toml"))}


@transaction.atomic
def load_policies(*, actor: None = None, files: Mapping[str, str]) -> Loading:
    """Take the packs into the library: whole, or not at all. Raises BrokenPack.

    A pack that says what it said before changes nothing. One that says something else becomes the next version, and the one
    before is superseded: whoever adopted that one keeps it until they adopt the next.
    """
    library = rules.read_library(files)
    with connection.cursor() as run:  # two at once: the second waits, and then finds it done
        run.execute("SELECT pg_advisory_xact_lock(hashtextextended('policies', 0))")
    policies = {pack.policy.key: Policy.objects.get_or_create(key=pack.policy.key)[0] for pack in library.packs}
    loaded = tuple(_load(pack, policies) for pack in library.packs)
    left_alone = Policy.objects.exclude(key__in=policies).order_by("key").values_list("key", flat=True)
    return Loading(loaded, tuple(left_alone), _load_signs(library.signs))


def _load(pack: rules.Pack, policies: Mapping[str, Policy]) -> Loaded:
    policy = policies[pack.policy.key]
    issued = PolicyVersion.objects.filter(policy=policy, organisation=None)
    before = issued.filter(status=VersionStatus.PUBLISHED).first()
    if before is not None and before.digest == pack.digest:
        return Loaded(policy.key, before.edition, is_new=False)
    moment = now()
    if before is not None:
        before.status, before.ended_at = VersionStatus.SUPERSEDED, moment
        before.save(update_fields=["status", "ended_at"])
    last = issued.order_by("-edition").values_list("edition", flat=True).first()
    facts = {name: value for name, value in asdict(pack.policy).items() if name != "key"}
    version = PolicyVersion.objects.create(
        policy=policy,
        edition=(last or 0) + 1,
        based_on=before,
        digest=pack.digest,
        placeholders=[asdict(each) for each in pack.placeholders],
        **facts,
    )
    _write(version, pack, policies)
    version.status, version.published_at = VersionStatus.PUBLISHED, moment
    version.save(update_fields=["status", "published_at"])
    return _difference(version, before)


def _write(version: PolicyVersion, pack: rules.Pack, policies: Mapping[str, Policy]) -> None:
    """The words of a version, in the order of reading."""
    sections = [
        Section(version=version, key=each.key, title=each.title, weight=each.weight, position=place)
        for place, each in enumerate(pack.sections, start=1)
    ]
    by_key = {section.key: section for section in Section.objects.bulk_create(sections)}
    in_order = sorted(pack.clauses, key=lambda each: (by_key[each.section].position, each.order))
    Clause.objects.bulk_create(
        Clause(version=version, section=by_key[each.section], code=each.id, position=place, **_said(each))
        for place, each in enumerate(in_order, start=1)
    )
    Appendix.objects.bulk_create(
        Appendix(
            version=version,
            code=each.id,
            kind=each.kind,
            title=each.title,
            text=each.text,
            items=[asdict(item) for item in each.items],
            position=place,
        )
        for place, each in enumerate(pack.appendices, start=1)
    )
    PolicyLink.objects.bulk_create(
        PolicyLink(version=version, title=each.title, target=policies.get(each.policy), position=place)
        for place, each in enumerate(pack.links, start=1)
    )


def _said(clause: rules.ClauseFacts) -> dict[str, object]:
    """What a clause says, as it is stored."""
    said = {name: value for name, value in asdict(clause).items() if name not in {"id", "section", "order"}}
    return {name: list(value) if isinstance(value, tuple) else value for name, value in said.items()}


def _difference(version: PolicyVersion, before: PolicyVersion | None) -> Loaded:
    now_said = dict(version.clauses.values_list("code", "text"))
    said = dict(before.clauses.values_list("code", "text")) if before else {}
    return Loaded(
        version.policy.key,
        version.edition,
        is_new=True,
        added=len(now_said.keys() - said.keys()),
        changed=sum(said[code] != now_said[code] for code in said.keys() & now_said.keys()),
        removed=len(said.keys() - now_said.keys()),
    )


def _load_signs(signs: Iterable[rules.SignFacts]) -> bool:
    """The warning signs as they are now; whether anything about them changed."""
    wanted = [(sign.id, sign.text, list(sign.clauses), place) for place, sign in enumerate(signs, start=1)]
    if wanted == list(WarningSign.objects.order_by("position").values_list("code", "text", "clause_codes", "position")):
        return False
    WarningSign.objects.all().delete()
    WarningSign.objects.bulk_create(
        WarningSign(code=code, text=text, clause_codes=codes, position=place) for code, text, codes, place in wanted
    )
    return True
