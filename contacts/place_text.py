"""Place names as people write them, brought to one form: "St. Andrews", "SAINT ANDREWS" and "st  andrews" are one."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from itertools import product, takewhile

LONGEST_TEXT = 300


def word_set(text: str) -> frozenset[str]:
    """The words of a text, for lists of words that are easier to read as one."""
    return frozenset(text.split())


STREET_WORDS = word_set(
    "road rd street avenue ave lane drive dr crescent cres terrace terr gardens gdns court ct square sq way walk wynd"
    " close place pl grove view loan"
)
BEFORE = word_set("near in at by the of from around outside city town village county isle island royal burgh")
AFTER = word_set(
    "council city county area district region town village scotland uk gb island islands isles borough authority"
)
COMPASS = word_set("north east south west")
# A name after one of these is another place than the name alone: Glen Nevis, Port Seaton, Old Kilpatrick
QUALIFIERS = COMPASS | word_set("new old upper lower glen loch ben port vale kirkton mains mid inner outer")
# What people put before a place without it being part of any name
LEADING = word_set("near in at by from around outside the")
SHORT = {"n": "north", "e": "east", "s": "south", "w": "west"}
# Everyday words and initials that are also places: in the middle of a sentence they are words.
WORDS = word_set(
    "ac acc ae back barr barry bath blackness bower broch bury cork cove cross crown derry dollar drum dun dyke echt"
    " firth ford fort forth gow grange holm hope ile inch insh kent kingdom knock law maidens mey moscow moss moy muck"
    " neath ness nesting nis oic plains point port preston quarter reading reay row rum sac sic sound spott stand"
    " star stein stow temple tong tore touch tough toward trinity uig vale valley voe walls whiteness"
)
# Names of people: in a sentence they are places only where nothing else is.
FORENAMES = word_set(
    "alford arden blair bute carrick collin craig dallas douglas elie errol gordon harris iona isla"
    " keith kent kyle leslie lewis lincoln logan lorne maud murray reston ross shannon skye sutherland swinton torrance"
    " yarrow york"
)
# Councils and islands that people are called after too: named alone in a sentence, each may be a child.
PEOPLE = FORENAMES | word_set("angus arran rona struan")
# What stands before such a name where it is a place
PLACED = word_set("in on near nr outside around town city village isle island st") | STREET_WORDS
SCHOOLS = word_set("primary school secondary academy grammar nursery college ps")
# The letters that no accent comes off
LETTERS = str.maketrans({"ø": "o", "æ": "ae", "ð": "d", "þ": "th", "ł": "l", "&": " and ", "+": " and "})
APOSTROPHES = dict.fromkeys(map(ord, "'’‘`´."))


def fold(text: str) -> str:
    """The text in small letters without accents, apostrophes and full stops, cut at LONGEST_TEXT."""
    text = unicodedata.normalize("NFKD", text.strip()[:LONGEST_TEXT].casefold())[:LONGEST_TEXT]
    kept = "".join(char for char in text if unicodedata.category(char) not in {"Mn", "Cf"})
    kept = re.sub(r"\b([nesw])\.(?=[^\W\d_]{3})", r"\1 ", kept)  # "E.Lothian"
    return kept.translate(APOSTROPHES).translate(LETTERS)


def tokens(folded: str) -> list[str]:
    """The words of folded text, "saint" written "st", and "e" before another word "east": "E Renfrewshire"."""
    words = ["st" if word == "saint" else word for word in re.findall(r"[^\W_]+", folded)]
    return [SHORT.get(word, word) for word in words[:-1]] + words[-1:]


def key(text: str) -> str:
    """What a name is looked up by: its words run together, without a leading "the"."""
    return joined(tokens(fold(text)))


def keys_of_whole(text: str) -> Iterator[str]:
    """The keys that the whole text may stand for: as it is, then with "near", "council", "Scotland" ... taken off."""
    words = tokens(fold(text))
    before = len([*takewhile(BEFORE.__contains__, words)])
    after = len([*takewhile(AFTER.__contains__, reversed(words))])
    # The longest first: "near Stirling Village" is the village.
    for cut, cut_behind in sorted(product(range(before + 1), range(after + 1)), key=sum):
        yield from _either_way(words[cut : len(words) - cut_behind])


def _either_way(words: list[str]) -> Iterator[str]:
    """The key of the words, and that of "East Renfrewshire" where "Renfrewshire East" was typed."""
    yield joined(words)
    if len(words) > 1 and words[-1] in COMPASS:
        yield joined([words[-1], *words[:-1]])


def pieces(text: str) -> list[list[str]]:
    """The words of each part of an address that commas, lines, brackets and the like set apart."""
    found = (tokens(part) for part in re.split(r"[,;:\n\r\t/()|]+", fold(text)))
    return [words for words in found if words]


def windows(words: list[str], longest: int) -> Iterator[tuple[int, int, str]]:
    """Neighbouring words as (start, end, key), the longest first, but none that only names a street."""
    for length in range(min(longest, len(words)), 0, -1):
        for start in range(len(words) - length + 1):
            end = start + length
            if not names_street(words, end):
                yield start, end, joined(words[start:end])


def phrase(words: list[str]) -> list[str]:
    """The words that may be one name of several words: those after a street, without "near"; none if it has a digit."""
    streets = [at for at, word in enumerate(words) if word in STREET_WORDS]
    words = words[streets[-1] + 1 :] if streets else words
    while words and words[0] in LEADING:
        words = words[1:]
    return words if len(words) > 1 and not any(char.isdigit() for word in words for char in word) else []


def is_phrase(name: str) -> bool:
    """Whether a name has several words, "the" not counted."""
    return len(phrase(tokens(fold(name)))) > 1


def names_street(words: list[str], end: int) -> bool:
    """Whether the words up to ``end`` are followed by "Road" or the like. "St" is Saint unless nothing follows it."""
    return end < len(words) and (words[end] in STREET_WORDS or (words[end] == "st" and end + 1 == len(words)))


def names_school(words: list[str], end: int) -> bool:
    """Whether the words up to ``end`` name a school: there is a St Ninian's High School in more than one council."""
    return words[end:] == ["high"] or not SCHOOLS.isdisjoint(words[end : end + 2])


def tells_of_place(text: str, names: frozenset[str]) -> bool:
    """Whether a name stands in the text as a place does: "on Skye", "12 High Street, Keith", "Angus Council"."""
    words = [word for piece in pieces(text) for word in piece]
    beside = zip(["", *words], words, [*words[1:], ""], strict=False)
    return any(word in names and (before in PLACED or after in AFTER) for before, word, after in beside)


def tails(text: str) -> Iterator[str]:
    """The keys worth taking for a misspelt name: the whole, each part of an address, and what follows its street.

    None for words that only stand beside names: "Scotland" is not Shetland misspelt.
    """
    if set(tokens(fold(text))) <= BEFORE | AFTER:
        return
    yield from keys_of_whole(text)
    for words in pieces(text):
        yield joined(words)
        streets = [at for at, word in enumerate(words) if word in STREET_WORDS or word == "st"]
        if streets:
            yield joined(words[streets[-1] + 1 :])


def joined(words: list[str]) -> str:
    """The words run together, without a leading "the"."""
    return "".join(words[1:] if len(words) > 1 and words[0] == "the" else words)
