"""What tests of the forms share: how a visitor opens one, waits and sends it."""

import time_machine
from bs4 import BeautifulSoup

HERE = {"Sec-Fetch-Site": "same-origin"}
COMPLAINT = "/contact-us/data-protection-complaint/"
ACCESSIBILITY = "/contact-us/accessibility/"


def soup_of(answer) -> BeautifulSoup:
    return BeautifulSoup(answer.content, "html.parser")


def opened(client, address):
    """Where the form goes, and its stamp."""
    form = soup_of(client.get(address)).select_one("form.letter")
    return form["action"], form.select_one("[name=stamp]")["value"]


def send(client, address, *, after=10, headers=HERE, **fields):
    """Opens the form, waits for some seconds, and sends it."""
    action, stamp = opened(client, address)
    with time_machine.travel(_later(after), tick=False):
        return client.post(action, {"stamp": stamp, "website": "", **fields}, headers=headers)


def _later(seconds):
    from datetime import timedelta

    from django.utils import timezone

    return timezone.now() + timedelta(seconds=seconds)
