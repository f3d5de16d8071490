"""Phone numbers that somebody typed into a page, where nobody checks them: numbers belong under Contacts."""

import re
import unicodedata
from html import unescape

from bs4 import BeautifulSoup
from django.core.exceptions import ValidationError

from pages.site_settings import SiteSettings

# Python and the browser's checker (static/js/content-checks.js) both read this. 999, 101 and 112 never change.
GAP = r"[\s().,/\u2010-\u2015-]{0,4}"
# A point or a comma right after the first 0 makes a fraction of it.
AFTER_ZERO = r"[\s()-]{0,3}"
PATTERN = (
    rf"(?<![\w/.@=-])(?:\+(?:{GAP}\d){{9,14}}|0{AFTER_ZERO}0?{AFTER_ZERO}[1-9](?:{GAP}\d){{8,12}}"
    rf"|0{GAP}8{GAP}0{GAP}0(?:{GAP}\d){{4}}|116{GAP}123)(?!\d)"
)
TYPED = re.compile(PATTERN)
RINGS = re.compile(r"\s*(tel|sms|callto):", re.IGNORECASE)
# Letters that take no room, which would hide a number from the eye of this module but not from a reader's.
NO_ROOM = re.compile("[\u00ad\u200b-\u200f\u2060\ufeff]")


def significant(number: str) -> str:
    """The digits that tell numbers apart: without 0, +44 or 0044 in front."""
    digits = re.sub(r"[^\d+]", "", number.replace("(0)", ""))
    return re.sub(r"^(\+44|0044|0)", "", digits)


def words_of(value: object) -> str:
    """The words of plain text or of rich text, and the numbers that its links ring."""
    source = getattr(value, "source", None)
    if source is None:
        return str(value or "")
    soup = BeautifulSoup(source, "html.parser")
    addresses = [unescape(str(link["href"])) for link in soup.select("a[href]")]
    links = [address.partition(":")[2] for address in addresses if RINGS.match(address)]
    return " ; ".join([soup.get_text(), *links])


def find(words: str, own: frozenset[str] = frozenset()) -> list[str]:
    """The phone numbers in the words, as typed. `own` holds the significant digits of those that may stand there."""
    plain = NO_ROOM.sub("", unicodedata.normalize("NFKC", words))
    found = [" ".join(match.group().split()) for match in TYPED.finditer(plain)]
    return [number for number in found if significant(number) not in own]


def own_numbers() -> frozenset[str]:
    """The organisation's own phone, of every site."""
    return frozenset(significant(phone) for phone in SiteSettings.objects.values_list("phone", flat=True) if phone)


def refuse(value: object) -> None:
    """ValidationError that names the number and says what to do instead."""
    words = words_of(value)
    if find(words) and (found := find(words, own_numbers())):
        raise ValidationError(
            f"“{found[0]}” is a phone number typed by hand. Nobody would notice here when it changes. "
            "Take it out, and add a Phone line block or the Finder block instead. "
            "Only the organisation’s own phone, from Settings › Site settings, may be typed."
        )
