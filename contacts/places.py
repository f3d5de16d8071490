"""Which council a place belongs to, by any of the names that people have for it.

The places come from ``data/places.csv`` (made by ``make data`` from GeoNames, or imported from OS Open Names) and
``data/place_names.csv``, which is kept by hand: islands, former districts and counties, districts of the cities,
Gaelic and everyday names, nicknames, and the places outside Scotland that are often typed here. Council names are in
it too. A name that several places share gives them all; nothing is guessed from a misspelling, only suggested.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import cached_property
from itertools import islice
from pathlib import Path
from typing import Self

from contacts import place_text
from contacts.place_rows import Place, read
from contacts.place_text import FORENAMES, PEOPLE, WORDS
from contacts.spelling import Spellings

BIGGEST = ("city", "council", "town", "village", "island", "district")
BIG = 40_000  # people; "north Glasgow" is in Glasgow, but East Renfrew is not in Renfrew
MOST_SLIPS = 2.5  # in a name of several words: two slips, and half a one for another first letter
LONGEST_NAME = 7  # words: "St John's Town of Dalry" and one more for luck


class Index:
    """Places by name. Made once and never changed."""

    def __init__(self, places: Iterable[tuple[Place, Iterable[str]]]) -> None:
        self._by_key: dict[str, tuple[Place, ...]] = {}
        self._phrases: set[str] = set()
        for place, other_names in places:
            for name in (place.name, *other_names):
                self._add(place_text.key(name), place)
                if place_text.is_phrase(name):
                    self._phrases.add(place_text.key(name))

    def _add(self, key: str, place: Place) -> None:
        known = self._by_key.get(key, ())
        same = next((at for at, other in enumerate(known) if other.councils == place.councils), None)
        if same is None:
            # A Scottish namesake goes before one outside.
            self._by_key[key] = tuple(sorted((*known, place), key=lambda each: not each.councils))
        elif place.size > known[same].size:
            bigger = replace(known[same], size=place.size)
            self._by_key[key] = (*known[:same], bigger, *known[same + 1 :])

    @classmethod
    def load(cls, *paths: Path) -> Self:
        """The places in files of the same columns, earlier files first; OSError or ValueError where one is unfit."""
        return cls(entry for path in paths for entry in read(path))

    def __len__(self) -> int:
        return len(self._by_key)

    def exact(self, text: str) -> tuple[Place, ...]:
        """The places that the whole text names, whatever its case, accents and spaces, with or without "council"."""
        found = (self._by_key[key] for key in place_text.keys_of_whole(text) if key in self._by_key)
        return next(found, ())

    def abroad(self, text: str) -> tuple[Place, ...]:
        """The nation that ends an address: "Newport, Wales" is not in Scotland, whatever Newport is."""
        pieces = place_text.pieces(text)
        for start in range(len(pieces[-1]) if pieces else 0):
            before, nation = pieces[-1][:start], self._by_key.get(place_text.joined(pieces[-1][start:]), ())
            is_address = len(pieces) > 1 if not before else place_text.joined(before) in self._by_key
            if is_address and nation and nation[0].name == nation[0].nation:
                return nation
        return ()

    def within(self, text: str) -> tuple[Place, ...]:
        """The places named in an address or a sentence. A wider place narrows another: "Newport, Fife" is one.

        Places outside Scotland only count where no Scottish one is named. "Lewis, aged 7" is a child, so none.
        """
        pieces = place_text.pieces(text)
        named = [each for words in pieces for each in self._named(words, WORDS | FORENAMES)]
        named = named or [each for words in pieces for each in self._named(words, WORDS)]
        groups = [group for _, group in named]
        scottish = [kept for group in groups if (kept := tuple(place for place in group if place.councils))]
        merged: list[tuple[Place, ...]] = []
        for group in scottish or groups:
            merged = _merge(merged, group)
        agree = len(merged) < len(scottish)
        if all(key in PEOPLE for key, _ in named) and not agree and not place_text.tells_of_place(text, PEOPLE):
            return ()
        return tuple(dict.fromkeys(place for group in merged for place in group))

    def _named(self, words: list[str], unlikely: frozenset[str]) -> Iterator[tuple[str, tuple[Place, ...]]]:
        """The places named by neighbouring words, each with its key, or "" where the word before it
        tells that it is a place. None where all are one name misspelt.
        """
        taken: dict[int, tuple[Place, ...]] = {}
        found: dict[int, tuple[str, tuple[Place, ...]]] = {}
        windows = () if self._misspelt(words) else place_text.windows(words, LONGEST_NAME)
        for start, end, key in windows:
            group = self._by_key.get(key, ())
            before = words[start - 1] if start else ""
            narrows = _shared(taken.get(start - 1) or self._by_key.get(before, ()), group)
            is_name = key not in unlikely or end - start == len(words) or (narrows and end == len(words))
            if group and is_name and taken.keys().isdisjoint(range(start, end)):
                taken |= dict.fromkeys(range(start, end), group)
                if narrows or not (_qualified(words, start, group) or place_text.names_school(words, end)):
                    found[start] = "" if narrows else key, group
        return (found[start] for start in sorted(found))

    def _misspelt(self, words: list[str]) -> bool:
        """Whether the words are nearly a name of several: "xort Glasgow" is Port Glasgow, and so not in Glasgow."""
        words = place_text.phrase(words)[: LONGEST_NAME + 1]
        known = {at for at, word in enumerate(words) if word in place_text.BEFORE | place_text.AFTER}
        for start, end, key in place_text.windows(words, LONGEST_NAME):
            if key in self._by_key and key not in WORDS:
                known.update(range(start, end))
        near = () if len(known) == len(words) else self._phrase_spellings.near("".join(words))
        return any(slips <= MOST_SLIPS for slips, _ in near)

    @cached_property
    def _phrase_spellings(self) -> Spellings:
        return Spellings(sorted(self._phrases))

    @cached_property
    def _spellings(self) -> Spellings:
        scottish = (key for key, places in self._by_key.items() if places[0].councils)
        return Spellings(scottish)

    def suggest(self, text: str, limit: int = 3) -> tuple[Place, ...]:
        """Scottish places whose name is spelt nearly so, likeliest first; none for text that is like no name.

        One for each council, since that is where a suggestion leads, and none that is much worse than the best.
        A name that is not the first of its place counts a slip more: "Portry" is rather Portree than "Porty".
        """
        ranked = dict.fromkeys(self._doubtful(text), MOST_SLIPS)
        for typed in dict.fromkeys(islice(place_text.tails(text), 12)):
            for slips, key in self._spellings.near(typed):
                ranked[key] = min(slips, ranked.get(key, slips))
        worst = min(ranked.values(), default=0) + 1
        near = [(slips, key, place) for key, slips in ranked.items() if slips <= worst for place in self._scottish(key)]
        ranks = ((slips + (place_text.key(place.name) != key), place) for slips, key, place in near)
        ordered = sorted(ranks, key=lambda entry: (entry[0], *_by_size(entry[1]), entry[1].name))
        by_councils: dict[tuple[str, ...], Place] = {}
        for _, place in ordered:
            by_councils.setdefault(place.councils, place)
        return tuple(islice(by_councils.values(), limit))

    def _doubtful(self, text: str) -> Iterator[str]:
        """Names not taken because of the words beside them: "Upper Stranraer", "Ayr Academy" and "Lewis, aged 7"."""
        for words in place_text.pieces(text):
            for start, end, key in place_text.windows(words, LONGEST_NAME):
                group = () if key in WORDS else self._by_key.get(key, ())
                doubtful = key in PEOPLE or place_text.names_school(words, end)
                if group and group[0].councils and (doubtful or _qualified(words, start, group)):
                    yield key

    def _scottish(self, key: str) -> list[Place]:
        return [place for place in self._by_key[key] if place.councils]


def _by_size(place: Place) -> tuple[int, int]:
    """For sorting: the biggest first by its people, else by what it is."""
    return -place.size, BIGGEST.index(place.kind) if place.kind in BIGGEST else len(BIGGEST)


def _shared(one: Iterable[Place], other: Iterable[Place]) -> set[str]:
    return {slug for place in one for slug in place.councils} & {slug for place in other for slug in place.councils}


def _qualified(words: list[str], start: int, group: tuple[Place, ...]) -> bool:
    """Whether the word before a name makes it the name of another place, which is not known."""
    before = words[start - 1] if start else ""
    within_a_city = before in place_text.COMPASS and max(place.size for place in group) >= BIG
    return before in place_text.QUALIFIERS and not within_a_city


def _merge(groups: list[tuple[Place, ...]], group: tuple[Place, ...]) -> list[tuple[Place, ...]]:
    """The groups, one of them narrowed to the councils it shares with the new one, or the new one added."""
    for at, known in enumerate(groups):
        if shared := _shared(known, group):
            narrowed = (replace(p, councils=tuple(c for c in p.councils if c in shared)) for p in known)
            return [*groups[:at], tuple(place for place in narrowed if place.councils), *groups[at + 1 :]]
    return [*groups, group]
