"""The address of a site as people write it, and as it stands in links and in the log's name."""

from __future__ import annotations

import re
from ipaddress import IPv4Address, IPv6Address
from urllib.parse import quote, urlsplit

import idna

from generator.model.problems import UsageError

_UNUSABLE = re.compile(r"[\s\x00-\x1f\x7f\\\"<>^`{|}]")
_LONE_PERCENT = re.compile(r"%(?![0-9A-Fa-f]{2})")
# "+" is encoded too: it parts the fields of a log's verifier key.
_PATH = "/%:@!$&'()*,;=~-._"


def parse_address(text: str, argument: str) -> str:
    """An address in ASCII: `https://托育.中国/公示/` becomes `https://xn--xpup98d.xn--fiqs8s/%E5%85…`.

    The host is written as IDNA 2008 has it, the path percent-encoded, without a slash at its end.
    UsageError naming the argument for what is no address of a site.
    """

    def refuse(why: str) -> UsageError:
        return UsageError(f"{argument} {text!r}: {why}")

    if found := _UNUSABLE.search(text):
        raise refuse(f"contains {found[0]!r}, which no address does")
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError as error:
        raise refuse(f"is no address: {error}") from None
    if parts.scheme not in ("http", "https"):
        raise refuse("begins with neither https:// nor http://")
    if parts.username is not None or parts.password is not None:
        raise refuse("names a user, which the address of a site does not")
    for mark, name in (("?", "query"), ("#", "fragment")):
        if mark in text:
            raise refuse(f"has a {name} ({mark}…), which the address of a site does not")
    if _LONE_PERCENT.search(parts.path) or {".", ".."} & set(parts.path.split("/")):
        raise refuse("has a path that is not usable: a lone %, or a part that is only dots")
    if not parts.hostname:
        raise refuse("names no host")
    try:
        host = _host(parts.hostname, bracketed="[" in parts.netloc)
    except ValueError as error:
        raise refuse(f"has a host name that cannot be: {error}") from None
    path = quote(parts.path, safe=_PATH).rstrip("/")
    return f"{parts.scheme}://{host}{f':{port}' if port is not None else ''}{path}"


def _host(name: str, *, bracketed: bool) -> str:
    """A host name in ASCII; ValueError where it cannot be one."""
    if bracketed:
        return f"[{IPv6Address(name)}]"
    host = idna.encode(name, uts46=True, std3_rules=True).decode("ascii").removesuffix(".")
    # A name whose last part is a number would be taken for an address of the network.
    return str(IPv4Address(host)) if host.rpartition(".")[2].isdecimal() else host
