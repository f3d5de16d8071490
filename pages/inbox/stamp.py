"""A signed time in each form, in the place of a CSRF cookie: it shows that the form came from here, and when.

It is kept nowhere. A form that comes back sooner than anybody can read it was filled in by a machine.
"""

import secrets
import time

from django.core.signing import BadSignature, Signer

SOONEST = 3  # seconds
LATEST = 12 * 60 * 60
SOON, LATE, FORGED = "soon", "late", "forged"


def make() -> str:
    return _signer().sign(f"{int(time.time())}.{secrets.token_hex(8)}")


def fault(stamp: str) -> str:
    """Why a form with this stamp is not taken; empty when it is."""
    try:
        age = time.time() - int(_signer().unsign(stamp).partition(".")[0])
    except (BadSignature, ValueError):
        return FORGED
    if age < SOONEST:
        return SOON
    return LATE if age > LATEST else ""


def _signer() -> Signer:
    return Signer(salt="inbox stamp")
