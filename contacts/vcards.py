"""A council's numbers as a contact card for a phone's address book: vCard 4.0 (RFC 6350).

The card's name says no more than the page's title does, because somebody else may look through the phone. A card that
was saved goes stale, so its note says of each number when it was checked, and that the police always answer.
"""

from collections.abc import Iterator
from datetime import date

from contacts.cards import Card
from contacts.london import date_words, local
from contacts.services import Council, Line, Role, Service

FOLD_AT = 75
ROLES = {Role.OFFICE: "Office hours", Role.OUT_OF_HOURS: "Out of hours", Role.ALL_HOURS: "Day and night"}
ESCAPES = str.maketrans({"\\": "\\\\", ",": "\\,", ";": "\\;", "\n": "\\n"})
POLICE = "If nobody answers, ring the police on 101. If a child is in danger now, ring 999."


def vcard(council: Council, card: Card, page: str = "") -> str:
    """The vCard's text, lines ended by CRLF, folded at 75 octets. ``page``: our page's full address, if known."""
    day = local(card.at).date()
    lines = [(service, line) for service in council.services for line in service.lines_on(day)]
    content = [
        *("BEGIN:VCARD", "VERSION:4.0", "KIND:org"),
        f"FN:{_text(f'Who to talk to in {council.name}')}",
        f"ORG:{_text(council.name)}",
        *_phones(lines),
        *_addresses(council, page, [line for _, line in lines]),
        f"NOTE:{_text(_note(lines, day))}",
        "END:VCARD",
    ]
    return "".join(f"{_fold(line)}\r\n" for line in content)


def _phones(lines: list[tuple[Service, Line]]) -> Iterator[str]:
    """A number and its label share a group, which is how address books join the two."""
    for place, (service, line) in enumerate(lines, start=1):
        number = line.international
        uri = f"tel:{number}" if number.startswith("+") else f"tel:{number};phone-context=+44"
        yield f'item{place}.TEL;VALUE=uri;TYPE="work,voice":{uri}'
        yield f"item{place}.X-ABLabel:{_text(_label(service, line))}"
    # A card without a number would be no help at all.
    yield f'item{len(lines) + 1}.TEL;VALUE=uri;TYPE="work,voice":tel:101;phone-context=+44'
    yield f"item{len(lines) + 1}.X-ABLabel:Police, not an emergency"


def _addresses(council: Council, page: str, lines: list[Line]) -> Iterator[str]:
    """The council's own page, and where the card and its numbers come from."""
    if council.child_protection_page:
        yield f"URL:{_uri(council.child_protection_page)}"
    for source in dict.fromkeys(filter(None, [page, *(line.source for line in lines)])):
        yield f"SOURCE:{_uri(source)}"


def _note(lines: list[tuple[Service, Line]], day: date) -> str:
    return "\n".join([*(_about(service, line, day) for service, line in lines), POLICE])


def _about(service: Service, line: Line, day: date) -> str:
    facts = [
        f"{line.number}: {service.name}",
        f"ask for {line.ask_for}" if line.ask_for else "",
        f"press {line.keypad_option}" if line.keypad_option else "",
        _hours(service),
        _checked(line, day),
    ]
    return f"{'; '.join(filter(None, facts))}."


def _hours(service: Service) -> str:
    known = service.hours is not None and service.hours.complete and not service.hours_in_words
    return service.hours.in_words() if known and service.hours else service.hours_in_words


def _checked(line: Line, day: date) -> str:
    if line.check is None:
        return "we have not been able to check this number yet"
    overdue = ", and due to be checked again" if line.check.next_due < day else ""
    return f"checked on {date_words(line.check.on)}{overdue}"


def _label(service: Service, line: Line) -> str:
    return ", ".join(filter(None, [ROLES[service.role], line.area, line.label]))


def _text(value: str) -> str:
    """A value in which nothing can end the line or start a new property."""
    kept = "".join(letter for letter in value if letter == "\n" or letter.isprintable())
    return kept.translate(ESCAPES)


def _uri(value: str) -> str:
    return "".join(letter for letter in value if letter.isprintable() and not letter.isspace())


def _fold(line: str) -> str:
    """RFC 6350, 3.2: no line longer than 75 octets, none cut inside a letter; what follows starts with a space."""
    folded, length = "", 0
    for letter in line:
        octets = len(letter.encode())
        if length + octets > FOLD_AT:
            folded, length = f"{folded}\r\n ", 1
        folded, length = folded + letter, length + octets
    return folded
