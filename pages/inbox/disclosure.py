"""Whether something that was written sounds like a child in danger. Pure.

It asks too often rather than too seldom: whoever is asked can send all the same, with one more press.
"""

import re

# Beginnings of words. "Protection", "safe" and "complaint" are not among them: every complaint here has those.
DANGER = (
    "abus", "afraid", "assault", "attack", "batter", "beat", "beaten", "belt", "bleed", "bruis", "burn", "cruel",
    "danger", "drunk", "emergency", "exploit", "fright", "groom", "harm", "hit", "hits", "hitting", "homeless",
    "hungry", "hurt", "injur", "kick", "kidnap", "kill", "knife", "missing", "molest", "neglect", "nude", "overdos",
    "punch", "rape", "raped", "raping", "scared", "self-harm", "sexual", "shak", "slap", "smack", "starv", "strangl",
    "suicid", "threat", "touched", "touching", "traffick", "unsafe", "violen", "weapon", "whip", "wound",
)  # fmt: skip
WHOLE = frozenset({"hit", "hits", "hitting", "beat", "beaten", "belt", "rape", "raped", "raping", "missing", "touched"})
_PATTERN = re.compile(
    r"\b(?:" + "|".join(re.escape(word) + (r"\b" if word in WHOLE else "") for word in DANGER) + ")", re.IGNORECASE
)


def suggests_danger(text: str) -> bool:
    return _PATTERN.search(text) is not None
