"""What search engines read about a council: a schema.org GovernmentOffice with its numbers and hours.

Only what is known is stated. Hours of which the source gives a part are left out, because a reader of the data would
take the rest for closed.
"""

from collections.abc import Iterator
from datetime import date, time
from typing import Any

from contacts.hours_text import grouped
from contacts.london import DAYS, MIDNIGHT
from contacts.opening_hours import OpeningHours
from contacts.services import Council, Line, Service

# schema.org reads a closing time of 00:00 after an opening at 00:00 as "closed all day".
LAST_MINUTE = time(23, 59)


def government_office(council: Council, on: date, page: str = "") -> dict[str, Any]:
    """The council as a JSON-LD object. ``on``: lines that start later are left out; ``page``: our full address."""
    return _known(
        {
            "@context": "https://schema.org",
            "@type": "GovernmentOffice",
            "name": council.name,
            "url": page or council.child_protection_page or council.website,
            "sameAs": council.website,
            "areaServed": _known(
                {"@type": "AdministrativeArea", "name": council.name, "identifier": council.gss_code},
            ),
            "contactPoint": [_contact_point(s, line) for s in council.services for line in s.lines_on(on)],
        }
    )


def _contact_point(service: Service, line: Line) -> dict[str, Any]:
    return _known(
        {
            "@type": "ContactPoint",
            "name": ", ".join(filter(None, [service.name, line.label])),
            "contactType": service.role.replace("_", " "),
            "telephone": line.international,
            "email": service.email,
            "url": service.online_form,
            "areaServed": line.area,
            "hoursAvailable": list(_hours(service.hours)) if service.hours and service.hours.complete else [],
        }
    )


def _hours(hours: OpeningHours) -> Iterator[dict[str, Any]]:
    for days, times in grouped(hours.ranges):
        for opens, closes in times:
            yield _specification(opens, closes) | {"dayOfWeek": [f"https://schema.org/{DAYS[day]}" for day in days]}
    for day, instead in sorted(hours.exceptions.items()):
        dates = {"validFrom": day.isoformat(), "validThrough": day.isoformat()}
        closed = {"@type": "OpeningHoursSpecification", "opens": "00:00", "closes": "00:00"}
        yield from ([_specification(*pair) | dates for pair in instead] or [closed | dates])


def _specification(opens: time, closes: time) -> dict[str, Any]:
    closes = LAST_MINUTE if closes == MIDNIGHT else closes
    return {"@type": "OpeningHoursSpecification", "opens": f"{opens:%H:%M}", "closes": f"{closes:%H:%M}"}


def _known(facts: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in facts.items() if value}
