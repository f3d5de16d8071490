"""What the finder answers to any text at all: which council's numbers to show, at one moment.

The order is what keeps a mistake from becoming a wrong number: a postcode as typed; a place that the whole text names;
a postcode with a letter typed for a digit; a district or sector; a place or a district within an address; and only
then suggestions. No answer carries the text that was typed, so nothing of it can be logged or shown by accident.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from contacts import postcode_text
from contacts.cards import Card, card
from contacts.place_rows import Place
from contacts.postcodes import Elsewhere, Found, Part, Postcode, Sort
from contacts.services import Council, Directory


class Why(StrEnum):
    """Why an answer has several councils, or one that is a guess."""

    SPLIT_POSTCODE = "split_postcode"  # the directory lists the postcode under all of them
    SECTOR = "sector"  # a sector alone was typed
    DISTRICT = "district"  # a district alone was typed
    SECTOR_GUESS = "sector_guess"  # the postcode is not in the directory; its sector is
    DISTRICT_GUESS = "district_guess"  # neither is; its district is
    SAME_NAME = "same_name"  # several places have the name, or several places were named
    SPANS = "spans"  # one place, which lies in all of them


class NotFound(StrEnum):
    """Why there is no answer."""

    NOT_FOUND = "not_found"  # no place of that name, nor one like it
    NOT_A_POSTCODE = "not_a_postcode"  # it looks like a postcode, but there is none such


@dataclass(frozen=True, slots=True)
class OneCouncil:
    """``matched`` says what was recognised: "postcode", "sector", "district" or "place". Never the text."""

    council: Council
    at: datetime
    matched: str

    @property
    def card(self) -> Card:
        """The council's numbers at that moment. Made when asked for: a redirect needs none."""
        return card(self.council, self.at)


@dataclass(frozen=True, slots=True)
class SeveralCouncils:
    """The likeliest first. One card only where it is a guess, or where the rest of what was typed is in ``nation``."""

    cards: tuple[Card, ...]
    why: Why
    places: tuple[Place, ...] = ()
    nation: str = ""


@dataclass(frozen=True, slots=True)
class OutsideScotland:
    nation: str


@dataclass(frozen=True, slots=True)
class Suggestions:
    places: tuple[Place, ...]


@dataclass(frozen=True, slots=True)
class NothingFound:
    reason: NotFound


@dataclass(frozen=True, slots=True)
class Empty:
    pass


Answer = OneCouncil | SeveralCouncils | OutsideScotland | Suggestions | NothingFound | Empty

CERTAIN = frozenset({Sort.EXACT, Sort.SPLIT})
GUESSED = frozenset({Sort.SECTOR_GUESS, Sort.DISTRICT_GUESS})
WHY = {Sort.SPLIT: Why.SPLIT_POSTCODE} | {sort: Why(sort.value) for sort in Sort if sort not in CERTAIN}
AS_LETTERS = str.maketrans("015", "ois")
MATCHED = {Sort.SECTOR: "sector", Sort.DISTRICT: "district"}


def answer(text: str, directory: Directory, at: datetime) -> Answer:
    """The answer to whatever was typed, for the moment ``at`` (aware, any time zone). Never raises for any text."""
    if not any(char.isprintable() and not char.isspace() for char in postcode_text.tidy(text)):
        return Empty()
    return _Question(text, directory, at).answer()


def certain(text: str, directory: Directory, at: datetime) -> OneCouncil | None:
    """What ``answer`` says where a postcode as typed or a whole name settles it for one council; else None.

    It takes microseconds, so it may be asked where nothing may wait.
    """
    question = _Question(text, directory, at)
    found = question.by_postcode() or question.by_name()
    return found if isinstance(found, OneCouncil) else None


@dataclass(frozen=True, slots=True)
class _Question:
    text: str
    directory: Directory
    at: datetime

    def answer(self) -> Answer:
        ways: tuple[Callable[[], Answer | None], ...] = (
            self.by_postcode,
            self.by_name,
            self._misread_place,
            self._mended_postcode,
            lambda: self._first(postcode_text.parts(self.text)),
            lambda: self._places(self.directory.places.within(self.text)),
            self._part_within,
        )
        found = (way() for way in ways)
        return next((one for one in found if one is not None), None) or self._nothing()

    def by_postcode(self) -> Answer | None:
        """The postcode that stands in the text. If the directory has several of those that do, all their councils."""
        found = [each for code in postcode_text.full_postcodes(self.text) if (each := self._lookup(code))]
        certain = list(dict.fromkeys(each for each in found if isinstance(each, Found) and each.sort in CERTAIN))
        if len(certain) > 1:
            slugs = dict.fromkeys(slug for each in certain for slug in each.councils)
            return SeveralCouncils(self._cards(self._councils(slugs)), Why.SAME_NAME)
        return self._found(next(iter(certain or found), None))

    def by_name(self) -> Answer | None:
        places = self.directory.places
        return self._places(places.exact(self.text) or places.abroad(self.text))

    def _misread_place(self) -> Answer | None:
        """ "PA1SLEY" could be mended to a postcode of Greenock; ask before that is done."""
        mistaken = str(self.text).translate(AS_LETTERS)
        meant = self.directory.places.exact(mistaken) if mistaken != self.text else ()
        scottish = tuple(place for place in meant if place.councils)
        return Suggestions(scottish[:3]) if scottish else None

    def _mended_postcode(self) -> Answer | None:
        """A postcode after mending. In a longer text only one that the directory has, lest it was no postcode."""
        whole = len("".join(postcode_text.words(postcode_text.tidy(self.text)))) <= 7
        for code in postcode_text.repaired(self.text):
            found = self._lookup(code)
            if found and (whole or (isinstance(found, Found) and found.sort in CERTAIN)):
                return self._found(found)
        return None

    def _first(self, parts: Iterable[Part]) -> Answer | None:
        found = (self._lookup(part) for part in parts)
        return self._found(next((each for each in found if each), None))

    def _part_within(self) -> Answer | None:
        """A Scottish district or sector in a longer text; "M8" there is a road, not a district of Manchester."""
        return self._first(
            part for part in postcode_text.parts_within(self.text) if isinstance(self._lookup(part), Found)
        )

    def _lookup(self, code: Postcode | Part) -> Found | Elsewhere | None:
        return self.directory.postcodes.lookup(code)

    def _found(self, found: Found | Elsewhere | None) -> Answer | None:
        if found is None:
            return None
        if isinstance(found, Elsewhere):
            return OutsideScotland(found.nation)
        councils = self._councils(found.councils)
        if len(councils) == 1 and not found.nation and found.sort not in GUESSED:
            return OneCouncil(councils[0], self.at, MATCHED.get(found.sort, "postcode"))
        why = WHY.get(found.sort, Why.SECTOR_GUESS)
        return SeveralCouncils(self._cards(councils), why, nation=found.nation) if councils else None

    def _places(self, places: tuple[Place, ...]) -> Answer | None:
        scottish = tuple(place for place in places if place.councils)
        if not scottish:
            return OutsideScotland(places[0].nation) if places else None
        councils = self._councils(dict.fromkeys(slug for place in scottish for slug in place.councils))
        if len(councils) == 1:
            return OneCouncil(councils[0], self.at, "place")
        why = Why.SPANS if len(scottish) == 1 else Why.SAME_NAME
        return SeveralCouncils(self._cards(councils), why, scottish) if councils else None

    def _councils(self, slugs: Iterable[str]) -> tuple[Council, ...]:
        """Those that the directory has; an imported file may know one that it has not."""
        return tuple(council for slug in slugs if (council := self.directory.councils.get(slug)))

    def _cards(self, councils: Iterable[Council]) -> tuple[Card, ...]:
        return tuple(card(council, self.at) for council in councils)

    def _nothing(self) -> Answer:
        if suggested := self.directory.places.suggest(self.text):
            return Suggestions(suggested)
        shaped = postcode_text.find(self.text) is not None
        return NothingFound(NotFound.NOT_A_POSTCODE if shaped else NotFound.NOT_FOUND)
