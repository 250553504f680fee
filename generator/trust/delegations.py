"""The roles below targets, from the top down: bytes in, verdict out.

A faulty role does not hide the faults of the others: every problem is collected.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from hashlib import sha256

from tuf.api.metadata import DelegatedRole, Metadata, MetaFile, Snapshot, Targets

from generator.model.messages import msg
from generator.model.problems import Problem, VerificationError
from generator.model.suspension import Suspension
from generator.trust.agency_keys import Signing, signing_of
from generator.trust.chain import Reading
from generator.trust.listing import list_copies, list_exports
from generator.trust.revocation import Revocation, disowned_by, revocations
from generator.trust.scope import COPIES, LOG_KEY, TARGETS, delegation_faults
from generator.trust.signed import refuse, require_threshold, sha256_of
from generator.trust.state import ListedCopies


@dataclass(frozen=True, slots=True)
class _Delegator:
    """A role whose delegations are still to be followed."""

    name: str
    file: str
    signed: Targets
    suspension: Suspension | None


@dataclass(slots=True)
class Descent:
    """One walk down from targets; `problems` and `reading.found` are its result."""

    reading: Reading
    snapshot: Metadata[Snapshot]
    problems: list[Problem] = field(default_factory=list)
    failed: set[str] = field(default_factory=set)
    seen: set[str] = field(default_factory=lambda: {TARGETS})

    @property
    def snapshot_file(self) -> str:
        """Its name as users see it."""
        return f"tuf/metadata/{self.snapshot.signed.version}.snapshot.json"

    def follow(self, targets: Metadata[Targets]) -> None:
        """Visits every role that is delegated or on record as revoked, from the top down."""
        file = f"tuf/metadata/{targets.signed.version}.targets.json"
        key = targets.signed.targets.get(LOG_KEY)
        self.reading.found.log_key = sha256_of(key) if key else None
        self.reading.found.log_follows = key.custom if key else None
        if targets.signed.targets.keys() - {LOG_KEY}:
            self.problems.append(Problem(file, None, None, msg("lists exports itself")))
        suspended = self.reading.found.suspended
        above = _earliest(suspended.get(TARGETS), suspended.get("root"), TARGETS)
        waiting = deque([_Delegator(TARGETS, file, targets.signed, above)])
        revoked: list[tuple[str, _Delegator, Revocation]] = []
        while waiting:
            delegator = waiting.popleft()
            try:
                records = revocations(delegator.file, delegator.signed, delegator.name)
            except VerificationError as error:
                self.problems.extend(error.problems)
                records = {}
            self._note_disowned(delegator)
            revoked += [(role, delegator, record) for role, record in sorted(records.items())]
            waiting += self._children(delegator, records)
        for role, delegator, record in revoked:
            # A role that was given new keys afterwards has been visited as delegated.
            if role not in self.seen:
                self._guarded(role, delegator, None, record)
        self._require_all_reached()

    def _note_disowned(self, delegator: _Delegator) -> None:
        """Note what a role took back; of one that is not trusted itself it counts all the same."""
        try:
            records = disowned_by(delegator.file, delegator.signed, delegator.name)
        except VerificationError as error:
            self.problems.extend(error.problems)
            return
        for path, record in records.items():
            self.reading.found.disowned.setdefault(path, record)

    def _children(self, delegator: _Delegator, records: dict[str, Revocation]) -> list[_Delegator]:
        delegations = delegator.signed.delegations
        if delegations is None:
            return []
        if delegations.roles is None:
            self.problems.append(
                Problem(
                    delegator.file, None, None, msg("delegates by succinct roles, not by scope")
                )
            )
            return []
        self.reading.found.order[delegator.name] = {
            role: place for place, role in enumerate(delegations.roles)
        }
        children = []
        for role, delegated in delegations.roles.items():
            faults = delegation_faults(delegated, delegator.name)
            if role in self.seen:
                faults.append(
                    msg("delegates to %(role)s, which another role delegates to as well", role=role)
                )
            self.problems += [Problem(delegator.file, None, None, fault) for fault in faults]
            if faults:
                self.failed.add(role)
                continue
            child = self._guarded(role, delegator, delegated, records.get(role))
            children += [child] if child else []
            if role == COPIES and self.reading.found.copies is None:
                # Delegated, and nothing that counts was signed yet.
                self.reading.found.copies = ListedCopies((), self.reading.found.at)
        return children

    def _guarded(
        self,
        role: str,
        delegator: _Delegator,
        delegated: DelegatedRole | None,
        record: Revocation | None,
    ) -> _Delegator | None:
        """Visits one role; its problems are noted and end only this branch."""
        self.seen.add(role)
        self.reading.found.parents[role] = delegator.name
        try:
            return self._visit(role, delegator, delegated, record)
        except VerificationError as error:
            self.problems.extend(error.problems)
            self.failed.add(role)
            return None

    def _visit(
        self,
        role: str,
        delegator: _Delegator,
        delegated: DelegatedRole | None,
        record: Revocation | None,
    ) -> _Delegator | None:
        described = self._described(role, needed=delegated is None)
        if described is None:
            return None
        file = f"metadata/{described.version}.{role}.json"
        metadata = self.reading.load(role, file, Targets, described, self.snapshot_file)
        shown = f"tuf/{file}"
        suspension = self._authenticate(metadata, shown, role, delegator, delegated, record)
        if suspension is not None:
            self.reading.found.suspended[role] = suspension
        if role == COPIES:
            self.problems += self._copies(metadata.signed, shown, suspension)
            return None
        self.problems += list_exports(self.reading.found, role, metadata.signed, shown)
        # A revoked role has nothing more to say about who else may speak.
        if delegated is None:
            return None
        return _Delegator(role, shown, metadata.signed, suspension)

    def _copies(self, signed: Targets, shown: str, suspension: Suspension | None) -> list[Problem]:
        """Notes the public copies that the portal's role lists; what is wrong with the others."""
        if signed.delegations is not None:
            return [Problem(shown, None, None, msg("delegates, which it may not"))]
        files, problems = list_copies(signed, shown)
        if suspension is None:
            self.reading.found.copies = ListedCopies(files, signed.expires)
        return problems

    def _described(self, role: str, *, needed: bool) -> MetaFile | None:
        """The snapshot's entry; None for a role that has never published."""
        described = self.snapshot.signed.meta.get(f"{role}.json")
        if described is None and (needed or role in self.reading.accepted.metadata):
            raise refuse(self.snapshot_file, msg("leaves out %(role)s.json", role=role))
        return described

    def _authenticate(
        self,
        metadata: Metadata[Targets],
        shown: str,
        role: str,
        delegator: _Delegator,
        delegated: DelegatedRole | None,
        record: Revocation | None,
    ) -> Suspension | None:
        """None for a role in force, how it is suspended, or VerificationError."""
        data = self.reading.found.raw[role]
        recorded = record is not None and (record.version, record.sha256) == (
            metadata.signed.version,
            sha256(data).hexdigest(),
        )
        if delegated is None:
            if record is None or not recorded:
                raise refuse(
                    shown,
                    msg(
                        "has changed since %(name)s revoked %(role)s",
                        name=delegator.name,
                        role=role,
                    ),
                )
            self.reading.found.signing[role] = Signing(delegator.name)
            return _earliest(Suspension(role, record.since, "revoked"), delegator.suspension, role)
        keys = delegator.signed.delegations.keys if delegator.signed.delegations else {}
        try:
            require_threshold(metadata, delegated, keys, file=shown, by=delegator.name)
        except VerificationError:
            if record is None or not recorded:
                raise
            self.reading.found.signing[role] = Signing(delegator.name)
            waits = Suspension(role, record.since, "keys changed")
            return _earliest(waits, delegator.suspension, role)
        self.reading.found.signing[role] = signing_of(delegated, keys, delegator.name)
        own = None
        if metadata.signed.is_expired(self.reading.found.at):
            own = Suspension(role, metadata.signed.expires, "expired")
        return _earliest(own, delegator.suspension, role)

    def _require_all_reached(self) -> None:
        """A file in the snapshot that no role answers for is a problem."""
        for name in sorted(self.snapshot.signed.meta):
            role = name.removesuffix(".json")
            if role not in self.seen and role not in self.failed:
                why = msg(
                    "lists %(name)s, which no role delegates to and none has revoked",
                    name=ascii(name),
                )
                self.problems.append(Problem(self.snapshot_file, None, None, why))


def _earliest(own: Suspension | None, above: Suspension | None, role: str) -> Suspension | None:
    """The suspension that has lasted longest: the role's own or the one it inherits."""
    if above is None or (own is not None and own.since <= above.since):
        return own
    return Suspension(
        role, above.since, above.reason if above.above else f"{above.role} {above.reason}"
    )
