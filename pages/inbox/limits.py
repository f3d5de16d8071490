"""How often one address, and everybody together, may send something. No address is kept.

An address is turned into a mark with a key that is made at random each day, lives in the shared cache alone, and is
gone a day later: then nobody, with any key of the site's, can tell which address a mark came from.
"""

import hmac
import logging
import secrets
import time

from allauth.account.adapter import get_adapter
from django.core.cache import caches
from django.db import DatabaseError
from django.http import HttpRequest
from django.utils import timezone
from redis.exceptions import RedisError

log = logging.getLogger(__name__)
DAY = 24 * 60 * 60


def is_within(request: HttpRequest, what: str, *, each: int, all_together: int, seconds: int) -> bool:
    """Counts this sending, and says whether it is within both limits for a span of `seconds`.

    True while the cache is away: a limit that cannot be counted must not keep a visitor out.
    """
    try:
        span = f"limit.{what}.{int(time.time()) // seconds}"
        of_all = _count(span, seconds)
        return _count(f"{span}.{_mark_of(request)}", seconds) <= each and of_all <= all_together
    except (DatabaseError, RedisError) as error:
        log.warning("Sendings are not counted: the shared cache is away (%s).", type(error).__name__)
        return True


def _count(key: str, seconds: int) -> int:
    cache = caches["shared"]
    cache.add(key, 0, 2 * seconds)
    try:
        return int(cache.incr(key))
    except ValueError:
        # It ended between the two questions.
        return 1


def _mark_of(request: HttpRequest) -> str:
    address = get_adapter(request).get_client_ip(request) or ""
    return hmac.digest(_key_of_the_day().encode(), address.encode(), "sha256").hex()[:32]


def _key_of_the_day() -> str:
    name = f"limit.key.{timezone.localdate()}"
    return str(caches["shared"].get_or_set(name, secrets.token_hex(32), DAY))
