"""Whose request this is: the address that limits are counted by. Kept nowhere but in the counters' keys."""

from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

from allauth.core.internal.httpkit import clean_client_ip
from django.conf import settings
from django.http import HttpRequest


def client_address(request: HttpRequest) -> str:
    """The nearest address that is not a proxy of ours; empty when nothing in the request names one.

    X-Forwarded-For is believed from its right end, and only as far as each hop is in settings.TRUSTED_PROXIES:
    what a visitor writes into the header stands further to the left and counts for nothing.
    """
    address = _parse(request.META.get("REMOTE_ADDR", ""))
    for hop in reversed(request.headers.get("X-Forwarded-For", "").split(",")):
        if address is None or not _is_trusted(address):
            break
        address = _parse(hop) or address
    return str(address or "")


def _is_trusted(address: IPv4Address | IPv6Address) -> bool:
    return any(address in ip_network(proxy) for proxy in settings.TRUSTED_PROXIES)


def _parse(text: str) -> IPv4Address | IPv6Address | None:
    cleaned = clean_client_ip(text)
    address = ip_address(cleaned) if cleaned else None
    return getattr(address, "ipv4_mapped", None) or address
