"""Moments as people in Scotland read them."""

from datetime import datetime

from contacts.london import LONDON


def london(text: str) -> datetime:
    """An ISO time on Scotland's clocks."""
    return datetime.fromisoformat(text).replace(tzinfo=LONDON)
