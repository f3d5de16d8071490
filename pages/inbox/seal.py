"""Keeps what a visitor wrote unreadable in the database, in its copies and in its log: the key is not in there."""

import base64
import json
import logging
from collections.abc import Mapping

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.utils.crypto import salted_hmac

log = logging.getLogger(__name__)


def seal(words: Mapping[str, str]) -> bytes:
    """Encrypted and signed (Fernet: AES-128-CBC with HMAC-SHA256), with a key made from SECRET_KEY."""
    return _vault().encrypt(json.dumps(dict(words)).encode())


def unseal(sealed: bytes | memoryview) -> dict[str, str]:
    """What was sealed; empty, with a line in the log, when no key of SECRET_KEY and SECRET_KEY_FALLBACKS opens it."""
    try:
        words: dict[str, str] = json.loads(_vault().decrypt(bytes(sealed)))
    except InvalidToken:
        log.error("A message cannot be read: SECRET_KEY changed and the old one is not in SECRET_KEY_FALLBACKS.")
        return {}
    return words


def _vault() -> MultiFernet:
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    digests = (salted_hmac("inbox seal", "", secret=key, algorithm="sha256").digest() for key in keys)
    return MultiFernet([Fernet(base64.urlsafe_b64encode(digest)) for digest in digests])
