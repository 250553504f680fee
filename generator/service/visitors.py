"""Who asks, as far as limits need to know."""

from __future__ import annotations

from ipaddress import IPv6Address, IPv6Network, ip_address

from starlette.requests import Request

ONE_HOUSEHOLD = 64
"""Bits of an IPv6 address that tell visitors apart; the others each visitor chooses (RFC 4291)."""


def visitor_of(request: Request, header: str) -> str:
    """The address of a visitor, or of the network that is one visitor's.

    It comes from the last address of `header`, which the web server before this one adds, where
    a header is named; otherwise, and where it holds no address, from the connection.
    """
    said = request.headers.getlist(header)[-1:] if header else []
    connected = request.client.host if request.client else ""
    for text in (*(each.rpartition(",")[2].strip() for each in said), connected):
        try:
            address = ip_address(text)
        except ValueError:
            continue
        if not isinstance(address, IPv6Address):
            return str(address)
        mapped = address.ipv4_mapped
        return str(mapped or IPv6Network((int(address), ONE_HOUSEHOLD), strict=False))
    return connected
