"""A page as it leaves the building: its bytes in each encoding, with ready headers."""

import gzip
import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Self

import brotli

Headers = list[tuple[str, str]]
Raw = list[tuple[bytes, bytes]]
ENCODINGS = ("br", "gzip", "identity")
# Set anew for each encoding, or for the inside of the house only.
NOT_KEPT = {"content-length", "content-encoding", "etag", "vary", "x-changes-at", "x-tells-the-hour"}
FOREVER = float("inf")


@lru_cache(maxsize=512)
def best_encoding(accepted: str) -> str:
    """The best encoding that an Accept-Encoding header allows (RFC 9110, 12.5.3). `identity` where none is."""
    allowed = {}
    for part in accepted.lower().split(","):
        name, _, weight = part.partition(";")
        allowed[name.strip()] = weight.replace(" ", "") not in ("q=0", "q=0.0", "q=0.00", "q=0.000")
    return next((name for name in ENCODINGS[:2] if allowed.get(name, allowed.get("*", False))), "identity")


def raw(headers: Headers) -> Raw:
    """The same headers as ASGI wants them."""
    return [(name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in headers]


def may_be_kept(headers: Headers) -> bool:
    """Not what sets a cookie, nor what is private: a form, whose stamp is the time at which it was asked for.

    `no-store` alone is for the device of a reader of the finder, whose pages are the same for everybody.
    """
    named = {name.lower(): value for name, value in headers}
    return "set-cookie" not in named and "private" not in named.get("cache-control", "")


@dataclass(frozen=True, slots=True)
class Reply:
    """One ready answer, with its headers as WSGI and as ASGI want them."""

    status: str
    code: int
    headers: Headers
    raw_headers: Raw
    body: bytes

    @classmethod
    def make(cls, status: str, headers: Headers, body: bytes = b"") -> Self:
        return cls(status, int(status[:3]), headers, raw(headers), body)


@dataclass(frozen=True, slots=True)
class Variant:
    """One encoding of a page: the whole of it, and the 304 for a browser that has it."""

    etag: str
    whole: Reply
    unchanged: Reply

    @property
    def body(self) -> bytes:
        return self.whole.body


@dataclass(frozen=True, slots=True)
class StoredPage:
    """Bytes and headers of one page. `changes_at` (seconds since 1970): from then on the page reads differently."""

    variants: dict[str, Variant]
    version: str
    changes_at: float
    kept: Headers
    is_timeless: (
        bool  # true at any hour, as a page that says "open now" is not; a banner that comes or goes is no matter
    )

    @classmethod
    def make(cls, body: bytes, headers: Iterable[tuple[str, str]], version: str, *, slowly: bool = False) -> Self:
        """From an answer of the application. `slowly` takes some 20 ms more for the smallest bytes."""
        headers = list(headers)
        named = {name.lower(): value for name, value in headers}
        kept = [(name, value) for name, value in headers if name.lower() not in NOT_KEPT]
        bodies = {
            "identity": body,
            "gzip": gzip.compress(body, 9 if slowly else 6, mtime=0),
            "br": brotli.compress(body, quality=11 if slowly else 5),
        }
        digest = hashlib.sha256(body).hexdigest()[:24]
        variants = {name: variant(digest, name, data, kept) for name, data in bodies.items()}
        changes_at = float(named.get("x-changes-at", FOREVER))
        return cls(variants, version, changes_at, kept, is_timeless="x-tells-the-hour" not in named)

    @property
    def size(self) -> int:
        return sum(len(each.body) for each in self.variants.values())

    def is_fresh(self, version: str, now: float) -> bool:
        return self.version == version and now < self.changes_at

    def reply(self, accepted: str, known: str) -> Reply:
        """The answer to a browser that sent these Accept-Encoding and If-None-Match headers (empty: it sent none)."""
        chosen = self.variants[best_encoding(accepted)]
        return chosen.unchanged if known and chosen.etag in known else chosen.whole


def variant(digest: str, encoding: str, body: bytes, kept: Headers) -> Variant:
    etag = f'"{digest}-{encoding}"'
    common = [*kept, ("ETag", etag), ("Vary", "Accept-Encoding")]
    encoded = [("Content-Encoding", encoding)] if encoding != "identity" else []
    whole = [*common, *encoded, ("Content-Length", str(len(body)))]
    return Variant(etag, Reply.make("200 OK", whole, body), Reply.make("304 Not Modified", common))
