"""Site search: forgiving about spelling, and quick to say when the finder is the better answer."""

import difflib
import re
import time
from dataclasses import dataclass, field
from functools import lru_cache

from django.db.models import Q, Value
from django.db.models.functions import Coalesce
from django.utils import timezone
from wagtail.models import Page
from wagtail.query import PageQuerySet

from contacts import answers, directory
from pages import search_index
from pages.base import kinds
from pages.glossary import Term
from pages.publications import Publication

MOST_WORDS = 8
MOST_RESULTS = 30
MOST_PAGES_FOR_SPELLING = 2000
# Words that say: this reader wants a person to talk to, not a page.
FINDER_WORDS = {
    "101", "999", "abuse", "abused", "call", "council", "danger", "emergency", "help", "helpline", "hotline", "hurt",
    "neglected", "number", "numbers", "phone", "report", "reporting", "ring", "safe", "social", "talk", "telephone",
    "worried", "worry",
}  # fmt: skip
# Words that stand on every page and say nothing about it. PostgreSQL leaves them out by itself.
COMMON_WORDS = {
    "a", "an", "and", "are", "as", "at", "be", "by", "can", "do", "for", "from", "how", "i", "if", "in", "is", "it",
    "my", "of", "on", "or", "that", "the", "this", "to", "was", "what", "when", "where", "who", "why", "with",
    "you", "your",
}  # fmt: skip


@dataclass
class Found:
    """What a search found. `spelling` is the query as it was read when a word of it was misspelt, else empty."""

    query: str
    pages: list[Page] = field(default_factory=list)
    terms: list[Term] = field(default_factory=list)
    publications: list[Publication] = field(default_factory=list)
    spelling: str = ""
    finder: bool = False
    councils: tuple = ()

    @property
    def count(self) -> int:
        return len(self.pages) + len(self.terms) + len(self.publications)


def words_of(text: str) -> list[str]:
    """The words of a query, at most eight. Quotes, NULs and other signs never reach the database's query language."""
    return re.findall(r"[^\W_]+(?:['’-][^\W_]+)*", text[:200].lower())[:MOST_WORDS]


def search(text: str) -> Found:
    """The pages, terms and publications that a query finds, and the councils that it names."""
    words = words_of(text)
    found = Found(query=" ".join(words))
    if not words:
        return found
    found.councils = councils_named(text)
    found.finder = bool(found.councils) or not FINDER_WORDS.isdisjoint(words)
    fill(found, words)
    if not found.count:
        corrected = correct(words)
        if corrected != words:
            found.spelling = " ".join(corrected)
            fill(found, corrected)
    return found


def fill(found: Found, words: list[str]) -> None:
    found.pages = pages_with(words)
    found.terms = list(
        Term.objects.select_related("page").filter(page__live=True).filter(all_words(words, "term", "abbreviation"))[:5]
    )
    found.publications = list(Publication.objects.filter(all_words(words, "title", "publisher"))[:10])


def pages_with(words: list[str]) -> list[Page]:
    """The public pages that hold every word that says something, else any of them; each with its `summary`."""
    telling = [word for word in words if word not in COMMON_WORDS] or words
    for every in (True, False):
        numbers = search_index.find(telling, every=every, most=MOST_RESULTS * 3)
        public = with_summary(Page.objects.live().public()).in_bulk(numbers) if numbers else {}
        if public:
            return [public[number] for number in numbers if number in public][:MOST_RESULTS]
    return []


def with_summary(pages: PageQuerySet) -> PageQuerySet:
    """Pages of any type with the summary of their type, without reading their bodies."""
    return pages.annotate(summary=Coalesce(*(f"{kind}__summary" for kind in kinds()), Value("")))


def all_words(words: list[str], *fields: str) -> Q:
    """Every word, a plural as its singular, stands in one of the fields."""
    query = Q()
    for word in words:
        anywhere = Q()
        for name in fields:
            anywhere |= Q((f"{name}__icontains", word.removesuffix("s") if len(word) > 3 else word))
        query &= anywhere
    return query


def councils_named(text: str) -> tuple:
    """The councils of a place, postcode or council name in the query; a misspelt place counts."""
    match answers.answer(text[:200], directory.current(), timezone.now()):
        case answers.OneCouncil() as one:
            return (one.council,)
        case answers.SeveralCouncils() as several:
            return tuple(card.council for card in several.cards)
    return ()


def correct(words: list[str]) -> list[str]:
    """Each word, or the nearest word that the site uses where the site does not use it."""
    known = vocabulary(int(time.monotonic() // 60))
    return [word if word in known else nearest(word, known) for word in words]


def nearest(word: str, known: frozenset[str]) -> str:
    # Comparing takes long: only words that begin alike and are about as long.
    alike = [other for other in known if other[0] == word[0] and abs(len(other) - len(word)) < 3]
    return next(iter(difflib.get_close_matches(word, alike, n=1, cutoff=0.75)), word)


@lru_cache(maxsize=1)
def vocabulary(minute: int) -> frozenset[str]:
    """The words of titles, terms and publications. Read again once a minute at most."""
    pages = with_summary(Page.objects.live().public().filter(depth__gt=1)).order_by("depth", "path")
    texts = [text for row in pages.values_list("title", "summary")[:MOST_PAGES_FOR_SPELLING] for text in row]
    texts += [text for row in Term.objects.filter(page__live=True).values_list("term", "definition") for text in row]
    texts += Publication.objects.values_list("title", flat=True)
    return frozenset(word for text in texts for word in re.findall(r"[^\W\d_]{4,}", text.lower()))
