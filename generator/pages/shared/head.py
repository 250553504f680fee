"""The head of each page: title, description, place, and the tags of 政府网站发展指引."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from generator.pages.shared.frame import Frame
from generator.pages.shared.linked_data import Thing, breadcrumbs, linked
from generator.pages.shared.views import Link, PageHead

COLUMN_TYPES = {
    "home": "首页",
    "near": "办事服务",
    "region": "数据发布",
    "scheme": "数据发布",
    "demonstration": "数据发布",
    "policy": "政策文件",
    "interpretation": "政策解读",
    "statistics": "数据发布",
    "release": "数据发布",
    "notice": "信息公开目录",
    "data": "数据开放",
    "about": "概况信息",
    "search": "办事服务",
}
"""Section of the site → ColumnType of the guide's list."""


def _site_tags(frame: Frame) -> list[tuple[str, str]]:
    site = frame.site
    tags = [("SiteName", site.name), ("SiteDomain", site.address.split("//", 1)[1])]
    return [*tags, ("SiteIDCode", site.site_id_code)] if site.site_id_code else tags


def home_head(frame: Frame, path: str) -> PageHead:
    """The head of the home page: three tags."""
    name = frame.site.name
    service = {
        "@type": "GovernmentService",
        "name": name,
        "serviceType": frame.text("Childcare"),
        "url": f"{frame.site.address}{frame.href(path)}",
        "provider": {"@type": "GovernmentOrganization", "name": frame.site.organiser},
    }
    return PageHead(
        title=name,
        description=frame.text(
            "Filing, grades, inspections and fees of childcare institutions, checked and signed"
        ),
        path=frame.href(path),
        breadcrumbs=(),
        tags=tuple(_site_tags(frame)),
        section="home",
        linked=linked([service]),
    )


def list_head(
    frame: Frame,
    path: str,
    title: str,
    description: str,
    *,
    section: str,
    trail: tuple[Link, ...],
    kind: str | None = None,
    about: tuple[Thing, ...] = (),
) -> PageHead:
    """The head of a page that lists; `trail` leads to it and leaves it out; `about` says in
    schema.org's words what it is about.
    """
    column = COLUMN_TYPES[kind or section]
    tags = [
        *_site_tags(frame),
        ("ColumnName", title),
        ("ColumnDescription", description),
        ("ColumnKeywords", f"{title},{column}"),
        ("ColumnType", column),
    ]
    whole = (*trail, Link(title, None))
    return PageHead(
        title=title,
        description=description,
        path=frame.href(path),
        breadcrumbs=whole,
        tags=tuple(tags),
        section=section,
        linked=linked([breadcrumbs(frame.site, frame.href(path), whole), *about]),
    )


def article_head(
    frame: Frame,
    path: str,
    title: str,
    description: str,
    *,
    section: str,
    trail: tuple[Link, ...],
    published: datetime,
    source: str,
    keywords: Sequence[str] = (),
    kind: str | None = None,
    shared: str = "",
    picture: str = "",
    about: tuple[Thing, ...] = (),
) -> PageHead:
    """The head of a page about one thing; `published` never changes by rebuilding, `keywords` are
    the 主题词 of a document.
    """
    column = COLUMN_TYPES[kind or section]
    tags = [
        *_site_tags(frame),
        ("ColumnName", trail[-1].title),
        ("ColumnDescription", trail[-1].title),
        ("ColumnKeywords", f"{trail[-1].title},{column}"),
        ("ColumnType", column),
        ("ArticleTitle", title),
        ("PubDate", published.strftime("%Y-%m-%d %H:%M")),
        ("ContentSource", source),
        *([("Keywords", ",".join(keywords))] if keywords else []),
    ]
    whole = (*trail, Link(title, None))
    return PageHead(
        title=title,
        description=description,
        path=frame.href(path),
        breadcrumbs=whole,
        tags=tuple(tags),
        section=section,
        shared=shared,
        picture=picture,
        linked=linked([breadcrumbs(frame.site, frame.href(path), whole), *about]),
    )
