"""What an operator says in `portal.toml`, checked."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import msgspec
from msgspec import Meta, Struct

from generator.model.problems import BadData, Problem

Colour = Annotated[str, Meta(pattern=r"^#[0-9A-Fa-f]{6}$")]


class Portal(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The settings of one site.

    `address` is where it will stand, with its path if it has one. `prepayment_cap_months` is the
    local cap on prepayment and `prepayment_policy` the number or slug of the document that sets
    it. The site identification fields follow 政府网站发展指引.
    """

    name: Annotated[str, Meta(min_length=1, max_length=60)]
    address: Annotated[str, Meta(pattern=r"^https?://[^\s/]+(/[^\s]*[^\s/])?$")]
    language: Annotated[str, Meta(pattern=r"^(zh-CN|en)$")] = "zh-CN"
    organiser: str | None = None
    contact: str | None = None
    site_id_code: Annotated[str, Meta(pattern=r"^(bm\d{8}|\d{10})$")] | None = None
    icp: str | None = None
    public_security: str | None = None
    main_colour: Colour | None = None
    main_colour_dark: Colour | None = None
    prepayment_cap_months: Annotated[float, Meta(gt=0, le=36)] = 3
    prepayment_policy: str | None = None
    releases_kept: Annotated[int, Meta(ge=1, le=1000)] = 5

    @property
    def host(self) -> str:
        """Scheme and host, without a path."""
        return "/".join(self.address.split("/")[:3])

    @property
    def root(self) -> str:
        """The path below which the site stands: "" or "/path"."""
        return self.address.removeprefix(self.host)


def read_portal(path: Path) -> Portal:
    """The settings in `path`; BadData naming the field where they cannot be used."""
    try:
        return msgspec.toml.decode(path.read_bytes(), type=Portal)
    except FileNotFoundError:
        why = "not found; `gongshi init` writes one"
        raise BadData([Problem(str(path), None, None, why)]) from None
    except msgspec.DecodeError as error:
        raise BadData([Problem(str(path), None, None, str(error))]) from None
