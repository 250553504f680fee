"""A province lets its prefectures speak on its own machine, where none of the portal's keys is."""

from __future__ import annotations

import json
import shutil
from dataclasses import dataclass
from pathlib import Path

import pytest

from generator.commands.main import main
from generator.exports.archive import stated_row_tree
from generator.model.problems import DataError, UsageError, VerificationError
from generator.pages.shared import urls
from generator.trust.amendments import NewRole
from generator.trust.drafts import surveyed
from generator.trust.keys import create_key, load_public, load_signer
from generator.trust.signing import sign_delegations, sign_export
from tests.factory_portal import (
    PASSPHRASE,
    TestPortal,
    make_portal,
    release_info,
    small_tables,
)

PROVINCE, CITY = "r-37", "r-3715"


@dataclass
class Machine:
    """The province's: its key, the prefecture's public one, a stick, a copy of the archive."""

    folder: Path
    portal: TestPortal

    @property
    def stick(self) -> Path:
        return self.folder / "stick"

    @property
    def archive(self) -> Path:
        return self.folder / "archive"

    def new(self, role: str = CITY) -> NewRole:
        """A role with a key that was made for it, by whoever has that role."""
        public = self.folder / f"{role}.pub.pem"
        if not public.exists():
            create_key(self.folder, role, PASSPHRASE)
        return NewRole(role, [load_public(public)], 1, f"{role} 卫生健康委员会")

    def delegate(self, *roles: NewRole, base: Path | None = None) -> None:
        key = load_signer(self.portal.deployment.keys / f"{PROVINCE}.pem", PASSPHRASE)
        base = base or self.archive
        sign_delegations(PROVINCE, roles, [key], self.stick, base, at=self.portal.clock)

    def roles(self) -> set[str]:
        """To whom the province delegates in the portal's archive."""
        found = surveyed(self.portal.deployment.archive, self.portal.clock)
        return set(found.order.get(PROVINCE, ()))

    def sign_for_the_city(self) -> None:
        """The prefecture's first export onto the same stick."""
        export = self.portal.pack(small_tables(), release_info())
        key = load_signer(self.folder / f"{CITY}.pem", PASSPHRASE)
        row_tree = stated_row_tree(export.read_bytes(), export.name)
        sign_export(export, [key], self.stick, None, at=self.portal.clock, row_tree=row_tree)


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    """The province's machine beside a portal that knows the province alone."""
    portal = make_portal(tmp_path / "portal", ("370000",))
    shutil.copytree(portal.deployment.archive, tmp_path / "archive")
    return Machine(tmp_path, portal)


@pytest.mark.slow
def test_a_prefecture_publishes_without_the_roots_people(machine: Machine) -> None:
    """Delegation and first export come on one stick, and the site shows them."""
    machine.delegate(machine.new())
    machine.sign_for_the_city()
    machine.portal.receive(machine.stick)
    assert machine.roles() == {CITY}
    machine.portal.build()
    assert "启明星托育中心" in machine.portal.page(urls.file_of(urls.facility("F1")))


def test_the_last_metadata_are_enough(machine: Machine) -> None:
    """Later ones follow what the province signed before, taken from the site alone."""
    machine.delegate(machine.new())
    machine.portal.receive(machine.stick)
    base = Path(
        shutil.copy(
            machine.portal.deployment.archive / "tuf" / "metadata" / f"1.{PROVINCE}.json",
            machine.folder,
        )
    )
    shutil.rmtree(machine.stick)
    machine.delegate(machine.new("r-3702"), base=base)
    machine.portal.receive(machine.stick)
    assert machine.roles() == {CITY, "r-3702"}


def test_what_is_on_the_stick_is_added_to(machine: Machine) -> None:
    """A second delegation before the first was handed over is another version: refused in words;
    the same one again changes nothing.
    """
    machine.delegate(machine.new())
    file = machine.stick / "metadata" / f"1.{PROVINCE}.json"
    before = file.read_bytes()
    machine.delegate(machine.new())
    assert file.read_bytes() == before
    with pytest.raises(DataError, match="does not follow version 0 of r-37"):
        machine.delegate(machine.new("r-3702"))
    assert file.read_bytes() == before


@pytest.mark.parametrize("role", ["r-3601", "r-37", "r-99"])
def test_no_role_outside_its_scope(machine: Machine, role: str) -> None:
    """Of another province, its own, none: nothing is written."""
    with pytest.raises(UsageError, match="lies outside the scope of r-37"):
        machine.delegate(machine.new(role))
    assert not machine.stick.exists()


def test_a_delegation_that_somebody_slipped_in_is_not_signed(machine: Machine) -> None:
    """Neither by who signs an export next nor by who delegates next."""
    machine.delegate(machine.new())
    file = machine.stick / "metadata" / f"1.{PROVINCE}.json"
    signed = json.loads(file.read_text("utf-8"))
    (entry,) = signed["signed"]["delegations"]["roles"]
    entry["threshold"] = 2
    file.write_text(json.dumps(signed), "utf-8")
    before = file.read_bytes()
    with pytest.raises(DataError, match="does not follow"):
        machine.delegate(machine.new())
    assert file.read_bytes() == before
    with pytest.raises(VerificationError):
        machine.portal.receive(machine.stick)
    assert machine.roles() == set()


def test_the_command(machine: Machine, capsys: pytest.CaptureFixture[str]) -> None:
    """One role, then a list; the portal's keys are nowhere near."""
    machine.new(), machine.new("r-3702"), machine.new("r-3704")
    phrase = machine.folder / "phrase"
    phrase.write_bytes(PASSPHRASE)
    phrase.chmod(0o600)
    key = str(machine.folder / f"{PROVINCE}.pem")
    shutil.copy(machine.portal.deployment.keys / f"{PROVINCE}.pem", machine.folder)
    common = [
        "--parent", PROVINCE, "--signer", key, "--passphrase-file", str(phrase),
        "--language", "en",
    ]  # fmt: skip
    first = [
        "keys", "delegate", CITY, "--public", str(machine.folder / f"{CITY}.pub.pem"),
        "--agency", "聊城市卫生健康委员会", "--to", str(machine.stick), *common,
    ]  # fmt: skip
    assert main(first) == 0
    assert "Signed r-37, version 1: it lets 1 role speak" in capsys.readouterr().out
    machine.portal.receive(machine.stick)

    (machine.folder / "agencies.csv").write_text(
        "行政区划代码,机关名称,上级\n370200,青岛市卫健委,r-37\n370400,枣庄市卫健委,r-37\n", "utf-8"
    )
    listed = [
        "keys", "delegate", "--list", str(machine.folder / "agencies.csv"), "--keys",
        str(machine.folder), "--to", str(machine.folder / "second"), "--archive",
        str(machine.portal.deployment.archive), *common,
    ]  # fmt: skip
    assert main(listed) == 0
    assert "Signed r-37, version 2: it lets 2 more roles speak" in capsys.readouterr().out
    machine.portal.receive(machine.folder / "second")
    assert machine.roles() == {CITY, "r-3702", "r-3704"}

    assert main(listed) == 2
    assert "r-3702 is delegated already" in capsys.readouterr().err
    targets = [word if word != PROVINCE else "targets" for word in first]
    assert main(targets) == 2
    assert "--to is for a province or a city" in capsys.readouterr().err
