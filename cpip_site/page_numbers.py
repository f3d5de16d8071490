"""The phone numbers that a page shows, in whatever way: to ring, to read, to hear, or to a search engine. Pure but for
the shape of a number, which pages/typed_numbers.py knows.
"""

import re
from collections.abc import Iterable, Iterator
from typing import Self

from bs4 import BeautifulSoup
from bs4.element import NavigableString, Tag

from pages.typed_numbers import RINGS, TYPED, find, significant

# What is read aloud or shown though it stands in an attribute.
SAID = ("content", "title", "alt", "aria-label", "placeholder", "value", "label", "summary")
# A number of three digits that stands alone is one to ring: 999, 101. Nothing else of that shape stands on these pages.
SHORT = re.compile(r"(?<![\w.,:/£#+-])\d{3}(?![\w.,:/%-]*\w)(?!\s*(?:KB|px|days|words))")
INLINE = frozenset(
    [
        "abbr",
        "b",
        "bdi",
        "code",
        "del",
        "em",
        "font",
        "i",
        "ins",
        "mark",
        "q",
        "s",
        "small",
        "span",
        "strong",
        "sub",
        "sup",
        "u",
        "wbr",
    ]
)
DIGITS = re.compile(r"\d")
LONGEST_SHORT_CODE = 6  # 116123 is dialled as it stands


class Page:
    """One page of HTML. Numbers come as their significant digits, without 0 or +44 in front."""

    def __init__(self, source: Tag) -> None:
        self.source = source

    @classmethod
    def of(cls, body: bytes) -> Self:
        return cls(BeautifulSoup(body, "html.parser"))

    def links(self) -> list[Tag]:
        """Every link that rings or writes to a number."""
        return [link for link in self.source.find_all(href=True) if RINGS.match(str(link["href"]))]

    def rung(self) -> list[str]:
        """The numbers of those links, in order."""
        return [rung_by(link) for link in self.links()]

    def leading(self) -> list[str]:
        """The numbers of the large buttons, in order."""
        return [rung_by(link) for link in self.source.select("a.call--lead[href]")]

    def shown(self) -> Iterator[str]:
        """The numbers in its words, as they stand there."""
        for text in (self._words(), *self._said()):
            yield from find(text)

    def short(self) -> Iterator[str]:
        """Numbers of three digits that stand alone in its text."""
        for script in self.source(["script", "style"]):
            script.extract()
        yield from SHORT.findall(TYPED.sub(" ; ", self._words()))

    def _words(self) -> str:
        """Its text. What stands in one paragraph is one piece, so that no mark-up within a number hides it."""
        pieces: list[str] = []
        before = None
        for words in self.source.find_all(string=True):
            block = next(each for each in words.parents if each.name not in INLINE)
            pieces += ["" if block is before else " ; ", str(words)]
            before = block
        return "".join(pieces)

    def _said(self) -> Iterator[str]:
        for element in self.source.find_all(True):
            yield from (str(element[name]) for name in SAID if element.has_attr(name))

    def two_faced(self) -> Iterator[tuple[str, str]]:
        """Links whose words name another number than the one they ring: what is rung, and what is read."""
        for link in self.links():
            for words in link.find_all(string=True):
                digits = "".join(DIGITS.findall(words))
                if isinstance(words, NavigableString) and len(digits) >= 3 and not ends_with(digits, rung_by(link)):
                    yield rung_by(link), " ".join(words.split())

    def section(self, slug: str) -> list[str]:
        """The numbers that ring below the heading with this id, up to the next heading."""
        heading = self.source.find("h2", id=slug)
        found: list[str] = []
        for each in heading.find_next_siblings(True) if heading else ():
            if isinstance(each, Tag) and each.name != "h2":
                found += Page(each).rung()
            else:
                break
        return found


def rung_by(link: Tag) -> str:
    return significant(str(link["href"]).partition(":")[2])


def ends_with(digits: str, number: str) -> bool:
    """Whether digits that are read end with this number, as it is dialled here or from abroad."""
    ways = (f"0{number}", f"44{number}") if len(number) > LONGEST_SHORT_CODE else (number,)
    return digits.endswith(ways)


def unknown(numbers: Iterable[str], allowed: frozenset[str]) -> list[str]:
    """Those that may not stand here, each once, as they were written."""
    return [number for number in dict.fromkeys(numbers) if significant(number) not in allowed]
