"""What an operator says in `portal.toml`, checked."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Annotated, Literal

import msgspec
from msgspec import Meta, Struct

from generator.log.note import COSIGNATURES, VerifierKey, parse_key
from generator.model.messages import message_of, msg
from generator.model.problems import MALFORMED, DataError, Problem
from generator.model.working_days import Overrides

Colour = Annotated[str, Meta(pattern=r"^#[0-9A-Fa-f]{6}$")]
Directions = Annotated[str, Meta(pattern=r"^https://[^\s\"'<>]*\{l(on|at)\}[^\s\"'<>]*$")]
"""The address of a map service that shows the way: `{lon}`, `{lat}` and `{name}` stand for the
facility's position and name."""

TileAddress = Annotated[
    str, Meta(pattern=r"^https://[^\s/{}\"'<>;,]+/[^\s\"'<>]*$", max_length=500)
]
"""Where tiles are: `{z}`, `{x}` and `{y}` stand for level, column and row."""


class Tiles(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A tile service below the points of the map: layers from the lowest up, all in one reference.

    `attribution` names the source, `approval` is the 审图号 of the map.
    """

    tiles: Annotated[tuple[TileAddress, ...], Meta(min_length=1, max_length=4)]
    attribution: Annotated[str, Meta(min_length=1, max_length=200)]
    approval: Annotated[str, Meta(min_length=1, max_length=60)]
    crs: Literal["wgs84", "gcj02"] = "wgs84"

    def __post_init__(self) -> None:
        for address in self.tiles:
            if not all(part in address for part in ("{z}", "{x}", "{y}")):
                raise ValueError(f"tiles: {address} lacks {{z}}, {{x}} or {{y}}")

    @property
    def hosts(self) -> tuple[str, ...]:
        """Scheme and host of every layer, each once: whom a page with a map asks for images."""
        return tuple(dict.fromkeys("/".join(each.split("/")[:3]) for each in self.tiles))


class Witness(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An outsider who is asked to sign the log: its verifier key, its address over HTTP."""

    key: str
    address: Annotated[str, Meta(pattern=r"^https?://[^\s/]+(/[^\s]*)?$", max_length=500)]

    def __post_init__(self) -> None:
        if self.verifier_key.kind not in COSIGNATURES:
            raise ValueError(f"witnesses: {self.key} is the key of a log, not of a witness")

    @property
    def verifier_key(self) -> VerifierKey:
        """Its key."""
        return parse_key(self.key)


class Calendar(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Days that the official table of moved days does not know yet: free ones and worked ones."""

    free: tuple[date, ...] = ()
    worked: tuple[date, ...] = ()

    def __post_init__(self) -> None:
        if both := sorted(set(self.free) & set(self.worked)):
            raise ValueError(f"calendar: {both[0]} is both free and worked")

    @property
    def overrides(self) -> Overrides:
        """Day → whether it is worked."""
        return dict.fromkeys(self.free, False) | dict.fromkeys(self.worked, True)


class Checks(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What the operator says of the rules of `gongshi check`.

    `severity` is that of a rule by its name, `off` for one that is not asked; `hosts` are other
    sites that links may lead to; `words` are wrong words with the right ones; `stale_days` says
    after how many days without news a column is stale.
    """

    severity: dict[str, Literal["error", "warning", "off"]] = {}
    hosts: tuple[str, ...] = ()
    words: dict[str, str] = {}
    stale_days: Annotated[int, Meta(ge=1, le=3660)] = 183


class Licence(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Under which licence the data may be used: an identifier such as CC-BY-4.0, its title, where
    it is to be read.
    """

    name: Annotated[str, Meta(pattern=r"^[A-Za-z0-9][A-Za-z0-9.+-]{0,60}$")]
    title: Annotated[str, Meta(min_length=1, max_length=120)]
    address: Annotated[str, Meta(pattern=r"^https?://[^\s<>\"']+$", max_length=500)]


class Portal(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The settings of one site.

    `address` is where it will stand, with its path if it has one. `prepayment_cap_months` is the
    local cap on prepayment and `prepayment_policy` the number or slug of the document that sets
    it. `complaints_telephone` stands on the notices for doors; 12345 is the public service line of
    the whole country. `badges`: a drawing of the present grade beside each facility's page, for
    other sites to show. `directions` is a map service of the operator's that shows the way to a
    facility, in the coordinates `directions_crs`; it stands before the usual ones.
    `offline`: browsers keep the search page and what was searched, for when there is no network.
    `licence` is that of the data, which is not stated where the operator says nothing.
    `witnesses` are asked by `gongshi build --witness-wait`; `check` is about `gongshi check`,
    `calendar` about moved days.
    The site identification fields follow 政府网站发展指引; `government_mark` is the identifier of
    the 党政机关网站标识.
    """

    name: Annotated[str, Meta(min_length=1, max_length=60)]
    address: Annotated[str, Meta(pattern=r"^https?://[^\s/]+(/[^\s]*[^\s/])?$")]
    language: Annotated[str, Meta(pattern=r"^(zh-CN|en)$")] = "zh-CN"
    organiser: str | None = None
    contact: str | None = None
    site_id_code: Annotated[str, Meta(pattern=r"^(bm\d{8}|\d{10})$")] | None = None
    icp: str | None = None
    public_security: str | None = None
    government_mark: Annotated[str, Meta(pattern=r"^[0-9A-F]{32}$")] | None = None
    main_colour: Colour | None = None
    main_colour_dark: Colour | None = None
    prepayment_cap_months: Annotated[float, Meta(gt=0, le=36)] = 3
    prepayment_policy: str | None = None
    complaints_telephone: Annotated[str, Meta(min_length=3, max_length=40)] = "12345"
    badges: bool = False
    directions: Directions | None = None
    directions_crs: Literal["wgs84", "gcj02", "bd09"] = "wgs84"
    offline: bool = True
    releases_kept: Annotated[int, Meta(ge=1, le=1000)] = 5
    map: Tiles | None = None
    licence: Licence | None = None
    witnesses: tuple[Witness, ...] = ()
    check: Checks = Checks()
    calendar: Calendar = Calendar()

    @property
    def host(self) -> str:
        """Scheme and host, without a path."""
        return "/".join(self.address.split("/")[:3])

    @property
    def root(self) -> str:
        """The path below which the site stands: "" or "/path"."""
        return self.address.removeprefix(self.host)


def read_portal(path: Path) -> Portal:
    """The settings in `path`; DataError naming the field where they cannot be used."""
    try:
        return msgspec.toml.decode(path.read_bytes(), type=Portal)
    except FileNotFoundError:
        why = msg("not found; `gongshi init` writes one")
        raise DataError([Problem(str(path), None, None, why)]) from None
    except MALFORMED as error:
        raise DataError([Problem(str(path), None, None, message_of(error))]) from None
