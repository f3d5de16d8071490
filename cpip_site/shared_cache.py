"""The cache that all processes share: what counts wrong passwords must not count in each process by itself.

The default cache stays in the process, because Wagtail asks it dozens of times for a page.
"""

from allauth.core.internal import ratelimit
from allauth.mfa.totp.internal import auth
from django.core.cache import caches
from django.utils.connection import ConnectionProxy

shared_cache = ConnectionProxy(caches, "shared")


def share() -> None:
    """allauth knows only the default cache: hands it the shared one, for its limits and its codes that were used."""
    ratelimit.cache = auth.cache = shared_cache  # type: ignore[assignment]
