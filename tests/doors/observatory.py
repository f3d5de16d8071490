"""Mozilla HTTP Observatory's scoring, as of its version 1.6.3, for the rows that a site can earn by itself.

https://github.com/mdn/mdn-http-observatory. A base of 100; what is missing takes away; extra points count from 90 up.
"""

import re
from dataclasses import dataclass

from bs4 import BeautifulSoup

HALF_A_YEAR = 15_768_000
GOOD_REFERRER = {"no-referrer", "same-origin", "strict-origin", "strict-origin-when-cross-origin"}


@dataclass(frozen=True)
class Visit:
    """One answer over TLS. `headers` in lower case; `plain` is where the same address leads without TLS."""

    headers: dict[str, str]
    cookies: list[str]
    html: str
    plain: str


def rows(visit: Visit) -> dict[str, int]:
    """Points by row: at most 10 for the policy and each of the three about origins, 5 for four others."""
    embedder = visit.headers.get("cross-origin-embedder-policy")
    return {
        "policy": policy(directives(visit)),
        "transport": transport(visit.headers.get("strict-transport-security", "")),
        "cookies": cookies(visit.cookies),
        "referrer": 5 if visit.headers.get("referrer-policy", "") in GOOD_REFERRER else 0,
        "frames": frames(visit),
        "sniffing": 0 if visit.headers.get("x-content-type-options") == "nosniff" else -5,
        "opener": 10 if visit.headers.get("cross-origin-opener-policy") == "same-origin" else 0,
        "embedder": 10 if embedder in ("require-corp", "credentialless") else 0,
        "resources": 10 if visit.headers.get("cross-origin-resource-policy") in ("same-origin", "same-site") else 0,
        "scripts": scripts(visit.html),
        "sharing": -50 if visit.headers.get("access-control-allow-origin") == "*" else 0,
        "redirection": 0 if visit.plain.startswith("https://") else -20,
    }


def score(visit: Visit) -> int:
    points = rows(visit).values()
    base = 100 + sum(row for row in points if row < 0)
    return base + sum(row for row in points if row > 0) if base >= 90 else base


def directives(visit: Visit) -> dict[str, list[str]]:
    parts = visit.headers.get("content-security-policy", "").split(";")
    return {words[0]: words[1:] for part in parts if (words := part.split())}


def policy(found: dict[str, list[str]]) -> int:
    if not found:
        return -25
    scripts = found.get("script-src", found.get("default-src", ["*"]))
    styles = found.get("style-src", found.get("default-src", ["*"]))
    loose = {"'unsafe-inline'", "'unsafe-eval'", "*", "http:", "https:", "data:"}
    if loose & set(scripts):
        return -20
    if loose & set(styles):
        return 0
    return 10 if found.get("default-src") == ["'none'"] else 5


def transport(header: str) -> int:
    found = re.search(r"max-age=(\d+)", header)
    if not found:
        return -20
    return 0 if int(found[1]) >= HALF_A_YEAR else -10


def cookies(found: list[str]) -> int:
    if not found:
        return 0
    flags = [{part.strip().lower().partition("=")[0] for part in cookie.split(";")} for cookie in found]
    if any("secure" not in each for each in flags):
        return -20
    return 5 if all({"httponly", "samesite"} <= each for each in flags) else 0


def frames(visit: Visit) -> int:
    if directives(visit).get("frame-ancestors", ["*"]) in (["'none'"], ["'self'"]):
        return 5
    return 0 if visit.headers.get("x-frame-options") in ("DENY", "SAMEORIGIN") else -20


def scripts(html: str) -> int:
    found = BeautifulSoup(html, "html.parser").find_all("script", src=True)
    if any(not str(script["src"]).startswith("/") or str(script["src"]).startswith("//") for script in found):
        return -50
    return 5 if found and all(str(script.get("integrity", "")).startswith("sha384-") for script in found) else 0
