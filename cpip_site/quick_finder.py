"""The finder's commonest answer, one council, given before Django: no thread, no database, some microseconds.

Whatever is not settled by a postcode as typed or by a whole name goes to Django, which answers everything. The headers
are those that Django sent with its own last such answer, so the two cannot differ.
"""

from urllib.parse import parse_qs

from django.utils import timezone

from contacts import answers, directory
from cpip_site.stored_page import Raw

LONGEST = 1000  # bytes of a form that names one place
FORM = (b"application/x-www-form-urlencoded", b"application/x-www-form-urlencoded; charset=utf-8")


class QuickFinder:
    """Belongs to one process; learns the headers from the first answer of Django's."""

    def __init__(self) -> None:
        self._headers: Raw = []

    def learn(self, status: int, headers: Raw) -> None:
        """From an answer of Django's to a place that was typed."""
        if status == 303:
            self._headers = [(name, value) for name, value in headers if name != b"location"]

    def headers_for(self, kind: bytes, body: bytes) -> Raw | None:
        """The headers of a 303 to the council that this form names for certain; None: let Django answer."""
        if not self._headers or not directory.is_watched() or len(body) > LONGEST or kind.lower() not in FORM:
            return None
        try:
            places = parse_qs(body.decode("ascii"), keep_blank_values=True, errors="strict", max_num_fields=5)
        except ValueError:
            return None
        found = answers.certain(places.get("place", [""])[-1], directory.current(), timezone.now())
        return [*self._headers, (b"location", found.council.address.encode())] if found else None
