"""What is looked at before a build begins to write: settings, and what is missing."""

from __future__ import annotations

from collections.abc import Iterator

from generator.build.content_privacy import scan_settings
from generator.model.messages import msg
from generator.model.problems import DataError, Problem, Severity
from generator.pages.shared.assets import leaflet
from generator.portal.folder import Deployment
from generator.portal.settings import Portal


def preflight(deployment: Deployment, portal: Portal) -> list[Problem]:
    """Warnings about a portal's settings and packages; DataError for faults."""
    spoken = scan_settings(deployment.settings.name, portal)
    if any(problem.severity is Severity.ERROR for problem in spoken):
        raise DataError(spoken)
    return [*spoken, *_without_map(deployment)]


def _without_map(deployment: Deployment) -> Iterator[Problem]:
    """Says so where the site will have no map, since Leaflet is not there."""
    if leaflet(deployment.packages) is None:
        why = msg("is not there, so the site has no map; in a checkout .ci/packages fetches it")
        place = str(deployment.packages / "leaflet")
        yield Problem(place, None, None, why, Severity.WARNING)
