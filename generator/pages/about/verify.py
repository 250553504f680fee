"""The page on which anyone learns to check the site."""

from __future__ import annotations

from generator.model.documents import DocumentKind
from generator.pages.release.version_views import VerifyView
from generator.pages.shared import urls
from generator.pages.shared.context import Context


def verify_view(context: Context) -> VerifyView:
    """How to check the site; what the log is at a moment stands in the log alone."""
    written = (d for d in context.documents if d.kind is DocumentKind.PAGE and d.slug == "verify")
    return VerifyView(
        log=context.href(urls.LOG),
        manifest=context.href(urls.MANIFEST),
        releases=context.href(urls.RELEASES),
        more=next(map(context.link_to, written), None),
    )
