"""Seals: what only this site can write beside facts, an HMAC with a key that comes from SECRET_KEY."""

from __future__ import annotations

import json
from typing import Any

from django.conf import settings
from django.utils.crypto import constant_time_compare, salted_hmac


def seal(salt: str, facts: Any, secret: str | bytes | None = None) -> str:
    """The seal of facts in JSON's own types. ``salt`` names what they are, so that no seal fits anything else."""
    text = json.dumps(facts, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return salted_hmac(salt, text, secret, algorithm="sha256").hexdigest()


def fits(found: object, salt: str, facts: Any) -> bool:
    """Whether this site wrote the seal for just these facts; also before SECRET_KEY was changed."""
    secrets = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return any(constant_time_compare(str(found), seal(salt, facts, secret)) for secret in secrets)
