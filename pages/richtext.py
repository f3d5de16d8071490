"""Rich text on its way to the reader: terms link to the glossary, links to other sites say where they go."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlsplit

from bs4 import BeautifulSoup, NavigableString, Tag
from bs4.element import PreformattedString
from django.conf import settings

NOT_IN = {"a", "h2", "h3", "h4", "button"}


# What the editor of rich text can write. Anything else was put into the database by another way.
WRITTEN = {"a", "b", "br", "em", "h2", "h3", "h4", "hr", "i", "li", "ol", "p", "strong", "sub", "sup", "ul"}
WITH_ALL_IN_IT = {
    "embed",
    "iframe",
    "math",
    "object",
    "script",
    "style",
    "svg",
    "template",
    "textarea",
    "title",
}
LEADS_SOMEWHERE = re.compile(r"(https?://|mailto:|tel:|/(?![/\\])|#)", re.IGNORECASE)

# As the editor keeps a link to a page.
PAGE_LINK = re.compile(r'<a linktype="page" id="(\d+)">')


@dataclass(frozen=True)
class Source:
    """What is known about an address outside: who publishes there, what kind of thing it is, what replaced it."""

    publisher: str
    kind: str = ""
    replaced_by: str = ""
    replaced_by_address: str = ""

    @property
    def where(self) -> str:
        return ", ".join(part for part in (self.publisher, self.kind) if part)


def is_elsewhere(address: str) -> bool:
    """Whether a link leaves this site."""
    parts = urlsplit(address)
    return parts.scheme in ("http", "https") and f"{parts.scheme}://{parts.netloc}" != settings.BASE_URL


def link_pages(html: str, addresses: dict[str, str]) -> str:
    """Links to pages by their addresses, where those are known; the rest is left to the editor's own way."""

    def link(match: re.Match[str]) -> str:
        return f'<a href="{addresses[match[1]]}">' if match[1] in addresses else match[0]

    return PAGE_LINK.sub(link, html)


def clean(soup: BeautifulSoup) -> None:
    """Take out whatever could not have been written in the editor: scripts, handlers, frames, styles."""
    for comment in soup.find_all(string=lambda text: isinstance(text, PreformattedString)):
        comment.extract()
    for tag in soup.find_all(True):
        if tag.decomposed:
            continue
        if tag.name in WITH_ALL_IN_IT:
            tag.decompose()
        elif tag.name not in WRITTEN:
            tag.unwrap()
        else:
            address = str(tag.get("href", "")).strip()
            tag.attrs = {"href": address} if tag.name == "a" and LEADS_SOMEWHERE.match(address) else {}


def say_where_links_go(soup: BeautifulSoup, source_of) -> None:
    """Add publisher and kind to every link that leaves the site, and what has replaced a superseded document."""
    for link in soup.find_all("a", href=True):
        if not is_elsewhere(str(link["href"])):
            continue
        source: Source = source_of(str(link["href"]))
        if source.where.casefold() not in link.get_text().casefold():
            where = soup.new_tag("span", attrs={"class": "where"})
            where.string = f" ({source.where})"
            link.append(where)
        if source.replaced_by:
            link.insert_after(superseded(soup, source))


def superseded(soup: BeautifulSoup, source: Source) -> Tag:
    note = soup.new_tag("span", attrs={"class": "superseded"})
    note.append(" Replaced by ")
    onward = soup.new_tag("a", href=source.replaced_by_address)
    onward.string = source.replaced_by
    note.append(onward)
    note.append(".")
    return note


def link_terms(soup: BeautifulSoup, terms: dict[str, str], linked: set[str]) -> None:
    """Link the first use of each term to its place in the glossary. `linked` holds those already linked on the page.

    `terms` maps a term or abbreviation, in lower case, to its address.
    """
    pattern = terms_pattern(terms)
    if pattern is None:
        return
    for text in list(soup.find_all(string=pattern)):
        if not any(parent.name in NOT_IN for parent in text.parents):
            text.replace_with(*pieces(soup, str(text), pattern, terms, linked))


def terms_pattern(terms: Iterable[str]) -> re.Pattern[str] | None:
    longest_first = sorted(terms, key=len, reverse=True)
    if not longest_first:
        return None
    return re.compile(rf"\b({'|'.join(map(re.escape, longest_first))})(?=s?\b)", re.IGNORECASE)


def pieces(soup, text: str, pattern: re.Pattern[str], terms: dict[str, str], linked: set[str]) -> list:
    """The text cut into plain parts and links, in order."""
    parts: list = []
    end = 0
    for match in pattern.finditer(text):
        address = terms[match.group().lower()]
        if address in linked:
            continue
        linked.add(address)
        link = soup.new_tag("a", href=address, attrs={"class": "term"})
        link.string = match.group()
        parts += [NavigableString(text[end : match.start()]), link]
        end = match.end()
    return [*parts, NavigableString(text[end:])]
