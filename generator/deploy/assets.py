"""Assets that stay on a host for a while after the site has others.

A page that is open in a tab may still ask for the script or the style it was made with. Nothing
else stays: what left the site has to leave its host at once.
"""

from __future__ import annotations

from msgspec.structs import replace

from generator.deploy.host import Sending, There
from generator.deploy.listing import compared, is_asset
from generator.deploy.record import Deployed


def with_assets(site: Sending, there: There) -> Deployed:
    """The record of a site with the assets of its host that are not of the site any more, and whose
    grace is not over.
    """
    gone: set[str] = set()
    here: set[str] = set()
    for path, _, now in compared(there.listing, site.listing):
        if is_asset(path):
            (gone if now is None else here).add(path)
    at = site.record.at
    known = there.record.leaving if there.record else {}
    leaving = {
        path: since
        for path, since in sorted((dict.fromkeys(gone, at) | known).items())
        if path not in here and at - since < site.grace
    }
    return replace(site.record, leaving=leaving)
