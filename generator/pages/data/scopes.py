"""Whose rows a download holds: those of one agency, of a province, of the whole site."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from generator.exports.schema import Column, columns
from generator.model.tables import TABLES, Row
from generator.pages.shared import urls
from generator.pages.shared.context import Context
from generator.store.public.schema import AGENCY as PUBLIC_AGENCY
from generator.store.queries import Release

_PROVINCE = 2
"""Digits of a region code that name the province."""


@dataclass(frozen=True, slots=True)
class DataScope:
    """The rows that stand together in the files of one folder.

    `folder` is its public path, `name` that of its data package, `releases` are the newest of its
    agencies, `endings` the forms of its tables; `places`: its facilities are points on a map too.
    The files of a single agency have the columns of its export; where several stand together, a
    last column `agency` says whose row it is.
    """

    folder: str
    name: str
    title: str
    releases: tuple[Release, ...]
    endings: tuple[str, ...]
    places: bool

    @property
    def joined(self) -> bool:
        """Whether rows of several agencies may stand together."""
        return "parquet" in self.endings

    @property
    def agencies(self) -> tuple[str, ...]:
        """The agencies whose rows it holds."""
        return tuple(release.region for release in self.releases)

    @property
    def tables(self) -> tuple[type[Row], ...]:
        """The tables in which any of them has rows."""
        return tuple(
            row for row in TABLES if any(each.rows.get(row.table) for each in self.releases)
        )

    def file(self, name: str, ending: str) -> str:
        """The public path of one of its files."""
        return f"{self.folder}{name}.{ending}"

    @property
    def package(self) -> str:
        """The public path of the description of its files."""
        return self.file("datapackage", "json")


AGENCY = Column(
    name=PUBLIC_AGENCY.name,
    title=PUBLIC_AGENCY.title,
    description=PUBLIC_AGENCY.about,
    headings=(),
    references=None,
    type="string",
    required=True,
    since=1,
    optional_since=1,
)
"""Whose row it is, where rows of several agencies stand together."""


def scope_columns(scope: DataScope, row_type: type[Row]) -> tuple[Column, ...]:
    """The columns of a table in the files of a scope."""
    own = columns(row_type)
    return (*own, AGENCY) if scope.joined else own


def agency_scope(release: Release) -> DataScope:
    """The rows of one agency."""
    return DataScope(
        urls.agency_data(release.region),
        f"gongshi-{release.region}-{release.number:04d}",
        f"{release.agency} {release.number}",
        (release,),
        ("csv", "jsonl"),
        places=True,
    )


def whole_scope(context: Context) -> DataScope:
    """The rows of all agencies."""
    releases = tuple(context.newest.values())
    endings = ("csv", "jsonl", "parquet")
    return DataScope(urls.WHOLE_DATA, "gongshi", context.site.name, releases, endings, places=True)


def province_scopes(context: Context) -> Iterator[DataScope]:
    """Each province of which more than one agency publishes, where there is more than one."""
    found: dict[str, list[Release]] = {}
    for region, release in context.newest.items():
        found.setdefault(region[:_PROVINCE], []).append(release)
    if len(found) < 2:
        return
    for province, releases in sorted(found.items()):
        if len(releases) > 1:
            title = context.region_link(f"{province}0000000000").title
            yield DataScope(
                urls.province_data(province),
                f"gongshi-{province}",
                title,
                tuple(releases),
                ("csv", "parquet"),
                places=False,
            )
