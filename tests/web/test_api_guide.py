"""docs/api.md: every command in it works, by hand and with curl itself, and every operation of the API has one."""

import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from boundaries.web.openapi import schema
from tests.security.world import PICTURE
from tests.web.guide import GUIDE, HELPERS, SIGN_IN, Call, Shell, blocks, commands

NOTES = "She told me on the quay.\n"
Hook = Callable[[], None]


@pytest.fixture
def names(site: str) -> dict[str, str]:
    """The product with the cast in it, and what the guide takes as known: where it is, tokens, and how one signs in."""
    from accounts.demo.actions import PASSWORD
    from accounts.demo.cast import address_of, small_world
    from accounts.organisations.queries import today
    from accounts.tokens.actions import make_token
    from policies.campaigns.rules import last_day
    from policies.library.actions import PACKS, load_policies, packs_in
    from tests.accounts.signing import equip_everybody, recovery_code
    from tests.policies.adopting import RC, adopted

    cast = small_world()
    equip_everybody()
    load_policies(files=packs_in(PACKS))
    adopted(cast.noor, RC)

    def token(person: Any, *scopes: str) -> str:
        last_day = today(person.organisation) + timedelta(days=1)
        return make_token(actor=person, name="guide", scopes=scopes, last_day=last_day).secret

    return {
        "SITE": site,
        "TOKEN": token(cast.amira, "read", "report"),
        "HANDLER_TOKEN": token(cast.elif_, "read", "handle", "organise"),
        "DIRECTOR_TOKEN": token(cast.noor, "read", "organise"),
        "KEEPER_TOKEN": token(cast.maya, "read", "organise"),
        "ADMIN_TOKEN": token(cast.olga, "read", "organise"),
        "EMAIL": address_of("olga"),
        "SECOND_EMAIL": address_of("wiremu"),
        "PASSWORD": PASSWORD,
        "CODE": recovery_code(cast.olga.user),
        "SECOND_CODE": recovery_code(cast.wiremu.user),
        "DECIDER_EMAIL": address_of("noor"),
        "DECIDER_CODE": recovery_code(cast.noor.user),
        "APPROVER_EMAIL": address_of("samuel"),
        "APPROVER_CODE": recovery_code(cast.samuel.user),
        "LAST_DAY": last_day(cast.organisation.calendar(), today(cast.organisation), 21).isoformat(),
        "SIGNED_ON": today(cast.organisation).isoformat(),
        "JAR": "cookies.txt",
        "APPROVER": "approver.txt",
        "DECIDER": "decider.txt",
        "SECOND": "second.txt",
    }


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "notes.txt").write_text(NOTES, encoding="utf-8")
    (tmp_path / "signed.png").write_bytes(PICTURE)
    return tmp_path


def steps() -> Iterator[str]:
    """The blocks of the guide; where one signs in, three others do so too, as the guide says."""
    for block in blocks():
        yield block
        if SIGN_IN in block:
            for name in ("SECOND", "DECIDER", "APPROVER"):
                theirs = block.replace("$JAR", f"${name}").replace("CSRF=", f"{name}_CSRF=")
                yield theirs.replace("$EMAIL", f"${name}_EMAIL").replace("$CODE", f"${name}_CODE")


def before(block: str) -> None:
    """What the guide leaves unsaid: an organisation is opened for reports once, and the cast's has been; who are directors."""
    from accounts.appointments.choices import Role
    from accounts.appointments.models import Appointment
    from accounts.demo.cast import address_of
    from accounts.organisations.models import Organisation
    from accounts.staff.models import StaffMember

    if "/organisation/activate/" in block:
        organisations = Organisation.objects.filter(staff__user__email=address_of("olga"))
        assert organisations.update(activated_at=None) == 1
    both = StaffMember.objects.filter(user__email__in=[address_of("olga"), address_of("wiremu")])
    Appointment.objects.filter(person__in=both, role=Role.DIRECTOR).delete()
    for person in both if "/liftings/report/" in block or "/except/" in block else ():
        held = {"starts_on": "2026-01-05", "confirmed_at": "2026-01-05T00:00Z"}
        Appointment.objects.create(organisation_id=person.organisation_id, person=person, role=Role.DIRECTOR, **held)


def after() -> None:
    """What follows by itself, happens."""
    from tests.incidents.told import settle

    settle()


def operation_of(call: Call) -> str | None:
    """Which operation a request was; None for the pages where one signs in."""
    for path, methods in sorted(schema()["paths"].items(), key=lambda each: each[0].count("{")):
        if call.method.lower() in methods and re.fullmatch(re.sub(r"\{\w+\}", "[^/]+", path), call.path):
            return str(methods[call.method.lower()]["operationId"])
    assert not call.path.startswith("/api/"), call
    return None


def test_every_command_works_and_every_operation_has_one(names: dict[str, str], folder: Path) -> None:
    shell = Shell(folder, names)
    for block in steps():
        before(block)
        shell.run(block)
        after()
    tried = {operation_of(call) for call in shell.calls}
    every = {each["operationId"] for methods in schema()["paths"].values() for each in methods.values()}
    assert sorted(every - tried) == [], "docs/api.md has no command for these operations"
    assert (folder / "staff.csv").read_bytes().count(b"\n") > 10


def test_curl_does_the_same(names: dict[str, str], folder: Path) -> None:
    """Where there is curl, the guide is also run as it stands: by a shell, block by block."""
    curl = shutil.which("curl")
    if curl is None:
        assert commands(blocks()[-1])  # then the test above is all there is
        return
    python = folder / "bin"
    python.mkdir()
    (python / "python3").symlink_to(sys.executable)
    environment = {**names, "PATH": f"{python}:{Path(curl).parent}:/usr/bin:/bin"}
    with subprocess.Popen(
        ["sh", "-e"],
        cwd=folder,
        env=environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdin
        assert process.stdout
        assert process.stderr
        for block in steps():
            before(block)
            process.stdin.write(f"{block}\necho; echo done-with-it\n")
            process.stdin.flush()
            said = list[str]()
            for line in process.stdout:
                said.append(line)
                if line == "done-with-it\n":
                    break
            assert said[-1:] == ["done-with-it\n"], (block, said[-3:], process.stderr.read())
            after()
        process.stdin.close()
        assert process.wait() == 0
    assert (folder / "staff.csv").read_bytes().count(b"\n") > 10


def test_the_guide_is_linked_and_names_every_scope() -> None:
    from boundaries.access.choices import Scope

    words = GUIDE.read_text(encoding="utf-8")
    assert all(f"`{scope.value}`" in words for scope in Scope)
    assert "docs/api.md" in (GUIDE.parents[1] / "README.md").read_text(encoding="utf-8")
    assert HELPERS in blocks()[0]
