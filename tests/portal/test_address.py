"""The address of a site: in ASCII, whatever people write."""

from __future__ import annotations

import pytest

from generator.log.note import parse_key
from generator.model.problems import UsageError
from generator.portal.address import parse_address


@pytest.mark.parametrize(
    ("written", "address"),
    [
        ("https://ty.example.gov.cn", "https://ty.example.gov.cn"),
        ("https://ty.example.gov.cn/", "https://ty.example.gov.cn"),
        ("HTTPS://Ty.Example.gov.cn./A//", "https://ty.example.gov.cn/A"),
        ("https://托育.中国", "https://xn--xpup98d.xn--fiqs8s"),
        ("https://托育。中国:8443/公示/", "https://xn--xpup98d.xn--fiqs8s:8443/%E5%85%AC%E7%A4%BA"),
        ("https://example.gov.cn/%E5%85%AC", "https://example.gov.cn/%E5%85%AC"),
        ("https://example.gov.cn/a+b", "https://example.gov.cn/a%2Bb"),
        ("http://localhost:8000", "http://localhost:8000"),
        ("http://127.0.0.1:80", "http://127.0.0.1:80"),
        ("http://[::1]:8000/x", "http://[::1]:8000/x"),
    ],
)
def test_an_address_becomes_ascii(written: str, address: str) -> None:
    """Host as IDNA 2008 has it, path percent-encoded, no slash at the end; twice is once."""
    assert parse_address(written, "--address") == address
    assert parse_address(address, "--address") == address


@pytest.mark.parametrize(
    ("written", "why"),
    [
        ("ty.example.gov.cn", "begins with neither https:// nor http://"),
        ("托育.中国", "begins with neither"),
        ("ftp://example.gov.cn", "begins with neither"),
        ("https://", "names no host"),
        ("https:///path", "names no host"),
        ("https://user@example.gov.cn", "names a user"),
        ("https://user:word@example.gov.cn/", "names a user"),
        ("https://example.gov.cn/?a=1", "has a query"),
        ("https://example.gov.cn?", "has a query"),
        ("https://example.gov.cn/#top", "has a fragment"),
        ("https://example.gov.cn/a b", "contains ' '"),
        ("https://example.gov.cn/\n", "contains '\\\\n'"),
        ('https://example.gov.cn/"', "contains"),
        ("https://example.gov.cn/../x", "has a path that is not usable"),
        ("https://example.gov.cn/%zz", "has a path that is not usable"),
        ("https://example.gov.cn:99999", "Port out of range"),
        ("https://a..b", "has a host name that cannot be"),
        ("https://-a.gov.cn", "has a host name that cannot be"),
        ("https://a_b.gov.cn", "has a host name that cannot be"),
        ("https://999.1.1.1", "has a host name that cannot be"),
        ("https://[::1", "is no address"),
        ("https://[v1.x]", "has a host name that cannot be"),
    ],
)
def test_what_is_no_address_is_refused(written: str, why: str) -> None:
    """In one line that names the argument."""
    with pytest.raises(UsageError, match=rf"^--address .*{why}") as caught:
        parse_address(written, "--address")
    assert "\n" not in str(caught.value)


def test_an_address_can_name_a_log() -> None:
    """Nothing in it parts the fields of a verifier key."""
    origin = parse_address("https://托育.中国/a+b/", "--address").removeprefix("https://")
    line = f"{origin}+00000000+AQ=="
    with pytest.raises(ValueError, match=r"hash|key"):
        parse_key(line)
    assert line.isascii() and line.count("+") == 2
