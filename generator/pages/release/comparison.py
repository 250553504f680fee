"""Two releases of one agency compared: what lies between them, unexplained changes first."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from generator.model.messages import lines, msg
from generator.model.problems import UsageError
from generator.pages.release.page import Groups, facility_names, grouped, once_each, recorded_in
from generator.pages.release.views import Change
from generator.pages.shared.context import Context
from generator.store.queries import Release
from generator.store.recorded_changes import RecordedChange


@dataclass(frozen=True, slots=True)
class Comparison:
    """What changed from `older` to `newer`; `groups` as on the page of a release."""

    older: Release
    newer: Release
    unexplained: tuple[Change, ...]
    groups: Groups


def compare_releases(context: Context, older: str, newer: str) -> Comparison:
    """What lies between two releases, named as 371500-0002; UsageError where that cannot be said.

    A row that changed twice is told once, from what it was to what it is. A change without an
    explanation is told as it was made, also where it was undone later.
    """
    first, last = _named(context, older, newer)
    between = [
        context.released[last.region, number]
        for number in range(first.number + 1, last.number + 1)
        if (last.region, number) in context.released
    ]
    recorded = [change for release in between for change in recorded_in(context, release)]
    names: dict[str, str] = {}
    for release in between:
        names |= facility_names(context, release)
    silent = [change for change in recorded if change.unexplained]
    composed = _composed(change for change in recorded if not change.unexplained)
    unexplained, groups = grouped(context, once_each(context, composed), names)
    silent_changes, _ = grouped(context, _each(context, silent), names)
    return Comparison(first, last, (*silent_changes, *unexplained), groups)


def _named(context: Context, older: str, newer: str) -> tuple[Release, Release]:
    """The two releases; UsageError with every reason why they cannot be compared."""
    known = {f"{each.region}-{each.number:04d}": each for each in context.releases}
    unknown = [name for name in (older, newer) if name not in known]
    if unknown:
        have = ", ".join(known)
        raise UsageError(
            lines(
                msg("%(name)s: no such release; there are %(have)s", name=name, have=have)
                for name in unknown
            )
        )
    first, last = known[older], known[newer]
    if first.region != last.region:
        raise UsageError(
            msg(
                "%(older)s and %(newer)s are of two agencies: name two releases of one",
                older=older,
                newer=newer,
            )
        )
    if first.number >= last.number:
        raise UsageError(
            msg(
                "%(older)s is not older than %(newer)s: name the older one first",
                older=older,
                newer=newer,
            )
        )
    return first, last


def _each(context: Context, silent: Iterable[RecordedChange]) -> Iterator[RecordedChange]:
    """Unexplained changes one by one, as far as they may be told."""
    for change in silent:
        yield from once_each(context, [change])


def _composed(recorded: Iterable[RecordedChange]) -> list[RecordedChange]:
    """Steps of one row as one change; nothing where it is again what it was."""
    steps: dict[tuple[str, str, str | None], list[RecordedChange]] = {}
    for change in recorded:
        steps.setdefault((change.table, change.key, change.facility_id), []).append(change)
    found = (_joined(row) for row in steps.values())
    return [change for change in found if change is not None]


def _joined(row: list[RecordedChange]) -> RecordedChange | None:
    first, last = row[0], row[-1]
    came, went = first.what == "new", last.what == "gone"
    if came and went:
        return None
    if came:
        return replace(last, what="new", before=None)
    if went:
        # A withdrawal took the content along: nothing brings it back here.
        return replace(last, before=None if last.before is None else first.before)
    if len(row) > 1 and first.before == last.after and first.before is not None:
        return None
    return replace(last, what="changed", before=first.before)
