"""Which addresses of the network may be asked: those that everybody can reach, and no others."""

import ipaddress
import socket

# IPv6 addresses that carry an IPv4 address within (RFC 6052): what is inside decides.
NAT64 = ipaddress.ip_network("64:ff9b::/96")


class RefusedError(Exception):
    """An address that will not be asked, with the reason as a sentence."""


def is_public(text: str) -> bool:
    """Whether an IP address belongs to the public internet. Loopback, private, link-local and the like do not."""
    address = ipaddress.ip_address(text.partition("%")[0])
    if isinstance(address, ipaddress.IPv6Address):
        inside = address.ipv4_mapped or address.sixtofour or (address.teredo or (None,))[0]
        if address in NAT64:
            inside = ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
        if inside is not None:
            return is_public(str(inside))
    return address.is_global and not address.is_multicast


def resolve(host: str, port: int) -> str:
    """One IP address of the host. Raises RefusedError when any of its addresses is not public, gaierror without one."""
    try:
        name = host.encode("idna").decode()
    except UnicodeError as error:
        raise RefusedError(f"{host[:80]} cannot be the name of a site.") from error
    found = [str(entry[4][0]) for entry in socket.getaddrinfo(name, port, type=socket.SOCK_STREAM)]
    if not found:
        raise socket.gaierror(socket.EAI_NONAME, "no address")
    if not all(map(is_public, found)):
        raise RefusedError(f"{host[:80]} leads into a private network, where the public cannot follow.")
    return found[0]
