"""Postcodes as people type them, read into values; what they stand for is in ``contacts.postcodes``.

A postcode is an outward code (its district, "KA7") and an inward code ("1AA"); district and the first digit of
the inward code are its sector ("KA7 1"). Shapes are those of Royal Mail's Programmers' Guide to the Postcode
Address File. Letters that the Post Office never uses in an inward code are let through: one wrong letter still
leaves a sector to answer for.

Reading never fails: text that holds no postcode gives None, or an empty tuple.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

# Longer text is not an address. The cap comes before any other work, so nothing here can be made slow.
LONGEST_TEXT = 500

# Only London has districts that end in a letter; NPT was Newport's in Wales.
OUTWARD = r"(?:[A-Z]{1,2}(?:[1-9][0-9]?|0)|(?:E|EC|N|NW|SE|SW|W|WC)[1-9][A-Z]|NPT)"
FULL = re.compile(rf"({OUTWARD})([0-9][A-Z]{{2}})")
DISTRICT = re.compile(OUTWARD)
# "KA7 1", and "KA7 1A" from somebody who stopped one letter early
SECTOR = re.compile(rf"({OUTWARD})([0-9])[A-Z]?")

# Not those of London that end in a letter: to mend them would only make postcodes of other words.
DISTRICT_SHAPES = ("A9", "A99", "AA9", "AA99")
READ_AS_DIGIT = {"O": "0", "I": "1", "L": "1", "S": "5"}
READ_AS_LETTER = {"0": "O", "1": "I", "5": "S"}
MOST_REPAIRS = 3


@dataclass(frozen=True, slots=True)
class Postcode:
    """A full postcode, in capitals: ``Postcode("KA7", "1AA")``, which reads "KA7 1AA"."""

    outward: str
    inward: str

    @property
    def sector(self) -> str:
        return f"{self.outward} {self.inward[0]}"

    def __str__(self) -> str:
        return f"{self.outward} {self.inward}"


@dataclass(frozen=True, slots=True)
class Part:
    """A district ("KA7"), or with a digit a sector ("KA7 1")."""

    outward: str
    digit: str = ""

    def __str__(self) -> str:
        return f"{self.outward} {self.digit}".strip()


def area_of(outward: str) -> str:
    """The letters that a district starts with: "EC" of "EC1A"."""
    return next((outward[:at] for at, char in enumerate(outward) if char.isdigit()), outward)


def tidy(text: str) -> str:
    """The text in capitals with look-alike forms unified and nothing invisible in it, cut at LONGEST_TEXT."""
    text = unicodedata.normalize("NFKC", text.strip()[:LONGEST_TEXT])[:LONGEST_TEXT]
    kinds = ((char, unicodedata.category(char)) for char in text)
    return "".join(" " if kind == "Cc" else char for char, kind in kinds if kind != "Cf").upper()


def words(text: str) -> list[str]:
    """The runs of letters and digits in tidied text, without a label that is stuck to a postcode."""
    found = (word.removeprefix("POSTCODE") for word in re.findall(r"[A-Z0-9]+", text))
    return [word for word in found if word]


def parse(text: str) -> Postcode | None:
    """The postcode that the whole text spells, whatever its case, spaces and punctuation; None if it spells none."""
    return full("".join(words(tidy(text))))


def find(text: str) -> Postcode | Part | None:
    """The first postcode in free text; where there is none, the text as a sector or district; else None."""
    found: tuple[Postcode | Part, ...] = (*full_postcodes(text), *repaired(text), *parts(text))
    return found[0] if found else None


def full_postcodes(text: str) -> tuple[Postcode, ...]:
    """Every postcode that stands in the text as typed, the likeliest reading first, without repeats."""
    text = tidy(text)
    spellings = (text, re.sub(r"(?<=[A-Z0-9])\.(?=[A-Z0-9])", "", text))
    runs = (run for lengths in ((2, 1), (3, 4)) for spelling in spellings for run in _runs(words(spelling), lengths))
    return tuple(dict.fromkeys(code for run in runs if (code := full(run))))


def repaired(text: str) -> tuple[Postcode, ...]:
    """Postcodes in the text if O was typed for 0, I or l for 1, or S for 5, or the other way about.

    A letter is read as a digit only in a digit's place, and only where at least one real digit stands in such a
    place: "PAISLEY" is a town. The readings with the fewest changes come first. Text that has the shape of a postcode
    is read as well: "GI4 0RJ" would be one if there were an area GI. Whoever looks a reading up learns if there is.
    """
    found = [fit for run in _runs(words(_small_l(tidy(text))), (2, 1)) for fit in _fits(run, "9AA")]
    found.sort(key=lambda pair: pair[0])
    as_typed = full_postcodes(text)
    return tuple(dict.fromkeys(code for _, fitted in found if (code := full(fitted)) and code not in as_typed))


def _small_l(text: str) -> str:
    """ "lV2 3PY" is IV2: there is no area LG, LM, LP or LV, but IG, IM, IP and IV."""
    return re.sub(r"\bL(?=[GMPV][0-9])", "I", text)


def parts(text: str) -> tuple[Part, ...]:
    """The whole text as a district or a sector: "KA11" is district KA11 or sector KA1 1, "KA1 1" only the sector."""
    found = words(tidy(text))
    whole = "".join(found)
    sector = SECTOR.fullmatch(whole)
    as_sector = (Part(sector[1], sector[2]),) if sector else ()
    if len(found) > 1 and as_sector and found[0] == as_sector[0].outward:
        return as_sector
    as_district = (Part(whole),) if DISTRICT.fullmatch(whole) else ()
    mended = tuple(Part(fitted) for cost, fitted in sorted(_fits(whole, "")) if cost)
    return tuple(dict.fromkeys(as_district + as_sector + mended))


def parts_within(text: str) -> tuple[Part, ...]:
    """The sectors and districts that stand among other words of the text, sectors first."""
    found = words(tidy(text))
    sectors = (Part(a, b) for a, b in pairwise(found) if DISTRICT.fullmatch(a) and len(b) == 1 and b.isdigit())
    return (*sectors, *(Part(word) for word in found if DISTRICT.fullmatch(word)))


def full(compact: str) -> Postcode | None:
    """The postcode that capitals and digits without a space spell; None if they spell none."""
    match = FULL.fullmatch(compact)
    return Postcode(match[1], match[2]) if match else None


def _runs(found: list[str], lengths: tuple[int, ...]) -> Iterator[str]:
    """The whole text run together, then so many neighbouring words run together.

    The later words come first: an address ends with its postcode.
    """
    yield "".join(found)
    for length in lengths:
        for start in range(len(found) - length, -1, -1):
            run = "".join(found[start : start + length])
            if 5 <= len(run) <= 7:
                yield run


def _fits(compact: str, inward: str) -> Iterator[tuple[int, str]]:
    """How the characters fit the shapes of a district followed by ``inward``: number of changes, mended text."""
    for shape in (district + inward for district in DISTRICT_SHAPES):
        if len(shape) == len(compact) and (fitted := _fit(compact, shape)):
            cost = sum(old != new for old, new in zip(compact, fitted, strict=True))
            real = any(old.isdigit() and old == new for old, new in zip(compact, fitted, strict=True))
            if real and cost <= MOST_REPAIRS:
                yield cost, fitted


def _fit(compact: str, shape: str) -> str:
    """The characters made to fit a shape ("AA99AA": letters and digits), or "" where one cannot be."""
    mended = ""
    for char, place in zip(compact, shape, strict=True):
        fits = char.isdigit() if place == "9" else char.isalpha()
        mended += char if fits else (READ_AS_DIGIT if place == "9" else READ_AS_LETTER).get(char, "")
    return mended if len(mended) == len(shape) else ""
