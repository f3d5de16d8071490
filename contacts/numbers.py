"""Which phone numbers may be shown: the shape of a number that can be dialled in the UK, and the known wrong ones.

Source of the shapes: Ofcom's National Telephone Numbering Plan (area 01 and 02, UK-wide 03, mobile 07, freephone
and special rates 08). Eleven digits, but for some freephone numbers and for three Scottish areas where short numbers
are left: Gretna, Sanquhar and Selkirk. A number that fits no shape is refused: people dial what they read.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

SHORT_NUMBERS = frozenset({"999", "101", "116123", "08001111"})
GEOGRAPHIC = re.compile(r"0[12]\d{9}|01(461|659|750)\d{5}")
OTHERS = re.compile(r"0[378]\d{9}|0800\d{6}")


def digits(number: str) -> str:
    """The number as it is dialled: its digits only."""
    return "".join(re.findall(r"[0-9]", number))


def fault(number: str, refused: Mapping[str, str]) -> str:
    """Why the number may not be shown, as a sentence for an editor; empty when it may.

    ``refused`` maps the digits of numbers that are known to be wrong to the reason.
    """
    dialled = digits(number)
    if not re.fullmatch(r"[0-9 ]+", number) or number != " ".join(number.split()):
        return f"“{number}” is not a phone number: use digits with single spaces between them."
    if dialled in refused:
        return f"{number} must not be used: {refused[dialled]}."
    if dialled in SHORT_NUMBERS or GEOGRAPHIC.fullmatch(dialled) or OTHERS.fullmatch(dialled):
        return ""
    return f"{number} cannot be dialled in the UK: it has {len(dialled)} digits or a wrong beginning."
