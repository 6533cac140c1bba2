"""Loading the packs: again and again, whole or not at all, and a changed pack becomes the next version."""

import io
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction
from django.db.models import Model

from policies.library.actions import PACKS, load_policies, packs_in
from policies.library.choices import VersionStatus
from policies.library.models import Appendix, Clause, Policy, PolicyLink, PolicyVersion, Section, WarningSign
from policies.library.rules import SIGNS, BrokenPack

pytestmark = pytest.mark.django_db
AK = "alaska-map-10-12"


def issued(key: str) -> list[tuple[int, str]]:
    rows = PolicyVersion.objects.filter(policy__key=key, organisation=None).order_by("edition")
    return list(rows.values_list("edition", "status"))


def changed(before: str, after: str) -> dict[str, str]:
    files = packs_in(PACKS)
    assert before in files[f"{AK}.toml"]
    return files | {f"{AK}.toml": files[f"{AK}.toml"].replace(before, after, 1)}


def test_every_pack_becomes_a_published_version(library: None) -> None:
    assert set(PolicyVersion.objects.values_list("status", "edition")) == {(VersionStatus.PUBLISHED, 1)}
    assert Policy.objects.count() == 5
    assert Clause.objects.count() == 271
    assert list(WarningSign.objects.values_list("code", flat=True)) == [f"WS-{number}" for number in range(1, 25)]


def test_clauses_are_kept_with_everything_the_pack_says(library: None) -> None:
    clause = Clause.objects.select_related("section").get(code="RC-B-9")
    assert clause.section.title == "Inappropriate behaviour"
    assert (clause.strength, clause.approver, clause.exception) == ("approval", "line_manager", "approver")
    assert clause.binds == ["employee", "volunteer", "delegate"]
    assert clause.categories == ["outing"]
    assert "May I take a client to the cinema?" in clause.everyday


def test_loading_again_changes_nothing(library: None) -> None:
    before = list(Clause.objects.order_by("id").values_list("id", flat=True))
    done = load_policies(files=packs_in(PACKS))
    assert not any(pack.is_new for pack in done.packs)
    assert not done.signs_changed
    assert list(Clause.objects.order_by("id").values_list("id", flat=True)) == before


def test_a_changed_pack_becomes_the_next_version_and_the_one_before_stays_as_it_was(library: None) -> None:
    cited = Clause.objects.get(code="AK-2")
    done = load_policies(files=changed("Respect the confidentiality of clients at all times.", "Keep confidences."))
    (pack,) = [pack for pack in done.packs if pack.is_new]
    assert (pack.key, pack.edition, pack.added, pack.changed, pack.removed) == (AK, 2, 0, 1, 0)
    assert issued(AK) == [(1, VersionStatus.SUPERSEDED), (2, VersionStatus.PUBLISHED)]
    cited.refresh_from_db()
    assert cited.text == "Respect the confidentiality of clients at all times."
    assert set(Clause.objects.filter(code="AK-2").values_list("version__edition", flat=True)) == {1, 2}


def test_a_policy_that_no_pack_speaks_of_any_more_stays(library: None) -> None:
    files = packs_in(PACKS)
    del files[f"{AK}.toml"]
    files[SIGNS] = "\n".join(
        line if not line.startswith("clause_ids") else 'clause_ids = ["RC-A-1"]' for line in files[SIGNS].splitlines()
    )
    done = load_policies(files=files)
    assert done.left_alone == (AK,)
    assert done.signs_changed
    assert issued(AK) == [(1, VersionStatus.PUBLISHED)]


def test_nothing_at_all_is_taken_from_packs_of_which_one_is_broken(db: None) -> None:
    with pytest.raises(BrokenPack):
        load_policies(files=changed('strength = "must"', 'strength = "maybe"'))
    assert not Policy.objects.exists()


def test_the_command_says_what_changed(db: None, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("load_policies")
    assert f"{AK}: version 1 is new (17 clauses added, 0 changed, 0 removed)\n" in capsys.readouterr().out
    call_command("load_policies")
    said = capsys.readouterr().out.splitlines()
    assert f"{AK}: version 1, as before" in said
    assert said[-1] == "warning signs: as before"


def test_the_command_names_what_is_broken_and_loads_nothing(db: None, tmp_path: Path) -> None:
    for name, text in changed('strength = "must"', 'strength = "maybe"').items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    with pytest.raises(CommandError, match=rf"{AK}\.toml, line \d+: “maybe” is no strength .* Nothing was loaded\."):
        call_command("load_policies", folder=tmp_path, stdout=io.StringIO())
    assert not Policy.objects.exists()


def test_the_command_says_where_it_found_no_packs(db: None, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="There is no pack in"):
        call_command("load_policies", folder=tmp_path)
    (tmp_path / "bad.toml").write_bytes(b"\xff\xfe")
    with pytest.raises(CommandError, match="cannot be read"):
        call_command("load_policies", folder=tmp_path)


# --- The database holds to it ---------------------------------------------------------------------------------------------
def refused(statement: str, words: str) -> None:
    with pytest.raises(IntegrityError, match=words), transaction.atomic(), connection.cursor() as run:
        run.execute(statement)


@pytest.mark.parametrize("model", [Section, Clause, Appendix, PolicyLink])
def test_no_word_of_a_published_version_is_changed_taken_out_or_put_in(library: None, model: type[Model]) -> None:
    table = model._meta.db_table
    words = "only the words of a draft are written"
    text = "title" if model._meta.model_name in {"section", "policylink"} else "text"
    refused(f"UPDATE {table} SET {text} = 'other'", words)
    refused(f"DELETE FROM {table}", words)
    row = model._default_manager.all()[0]
    row.pk = None
    row._state.adding = True
    with pytest.raises(IntegrityError, match=words), transaction.atomic():
        row.save()


@pytest.mark.parametrize(
    "change",
    [
        "title = 'Other'",
        "status = 'draft'",
        "status = 'in_review'",
        "status = 'superseded'",  # without saying when
        "status = 'withdrawn', ended_at = now(), summary = 'Other'",
        "next_review = '2031-01-01'",
        "approved_by_id = NULL, published_at = now()",
        "editors = '{00000000-0000-0000-0000-000000000000}'",
    ],
)
def test_a_published_version_never_changes(library: None, change: str) -> None:
    refused(f"UPDATE policies_policyversion SET {change}", "a published text never changes")


def test_a_published_version_can_be_superseded_or_withdrawn_once(library: None) -> None:
    with connection.cursor() as run:
        run.execute("UPDATE policies_policyversion SET status = 'withdrawn', ended_at = now()")
    for status in ("published", "superseded", "draft"):
        refused(f"UPDATE policies_policyversion SET status = '{status}'", "a published text never changes")
    refused("DELETE FROM policies_policyversion", "never deleted|draft")


def test_a_clause_cannot_be_moved_into_another_version(library: None) -> None:
    policy = Policy.objects.get(key=AK)
    draft = PolicyVersion.objects.create(policy=policy, edition=9, title="T", issuer="I", summary="S")
    refused(f"UPDATE policies_clause SET version_id = '{draft.pk}' WHERE code = 'AK-2'", "only the words of a draft")
