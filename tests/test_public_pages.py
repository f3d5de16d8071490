"""What every public page has in common, whatever somebody sends to it: it changes nothing and runs nothing."""

import re
from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.core import mail
from django.core.cache import caches
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.embeds.embeds import get_embed
from wagtail.embeds.exceptions import EmbedUnsupportedProviderException

from contacts import FINDER_PATH
from cpip_site.delivery import public_paths
from pages.inbox import outbox
from pages.inbox.models import Message
from pages.models import FormPage
from tests.visitors import ACCESSIBILITY, COMPLAINT, send, soup_of

pytestmark = pytest.mark.django_db
WRITES = re.compile(r"\s*(INSERT|UPDATE|DELETE|REPLACE|ALTER|CREATE|DROP)", re.I)
PAYLOADS = [
    '"><script>alert(1)</script>', "'><img src=x onerror=alert(1)>", "<svg/onload=alert(1)>", "javascript:alert(1)",
    "{{ 7|add:42 }}{% now 'Y' %}", "${7*7}", "</title></style></textarea><b id=mine>", "&lt;script&gt;", "%3Cscript%3E",
]  # fmt: skip


@pytest.fixture(autouse=True)
def no_counts_yet():
    caches["shared"].clear()


def test_looking_at_the_whole_site_writes_nothing(client):
    with CaptureQueriesContext(connection) as asked:
        for path in [
            *public_paths(),
            COMPLAINT,
            ACCESSIBILITY,
            "/search/?q=review",
            f"{FINDER_PATH}fife/wrong-number/",
        ]:
            client.get(path)
    assert len(asked) > 100
    assert not [each["sql"] for each in asked if WRITES.match(each["sql"])]


def test_every_public_answer_says_what_it_is_and_in_which_letters(client):
    for path in public_paths():
        kind = client.get(path)["Content-Type"]
        assert kind.endswith(("; charset=utf-8", "application/xml", "image/svg+xml")), f"{path}: {kind}"


def elements(answer) -> set[str]:
    """Every element with the names of its attributes."""
    return {f"{each.name} {sorted(each.attrs)}" for each in BeautifulSoup(answer.content, "html.parser").find_all()}


@pytest.mark.parametrize("payload", PAYLOADS)
def test_what_is_typed_is_text_and_nothing_else(client, payload):
    """The same page, element by element, as for a harmless word; what was typed stands in it letter by letter."""

    def find(text):
        return client.post(FINDER_PATH, {"place": text})

    def search(text):
        return client.get("/search/", {"q": text})

    for ask in (find, search):
        assert elements(ask(payload)) <= elements(ask("xqzw vvkk")) | elements(ask("review"))
    form = send(client, COMPLAINT, after=0, what=payload, name=payload, email="no address", old=payload)
    assert elements(form) == elements(send(client, COMPLAINT, after=0, what="a", name="a", email="no address"))
    assert soup_of(form).find("textarea").get_text().strip() == payload
    assert "49" not in soup_of(search(payload)).find("input", {"name": "q"})["value"]


@pytest.mark.parametrize("typed", ["%45%48%31 %31YZ", "%2545%2548%2531", "&#69;&#72;&#49;", "\\u0045\\u0048\\u0031"])
def test_what_is_typed_is_decoded_once(client, typed):
    """By the rules of forms: what is still encoded afterwards is no postcode of Edinburgh's."""
    answer = client.post(FINDER_PATH, {"place": typed})
    assert answer.status_code in (200, 422)
    assert soup_of(answer).find("input", {"name": "place"})["value"] == typed


@pytest.mark.parametrize("field", ["name", "email", "what"])
def test_no_line_break_gets_into_the_head_of_a_mail(client, field):
    FormPage.objects.update(tell="dpo@example.scot")
    words = {"what": "The menu", "name": "", "email": "ada@example.scot"}
    send(client, COMPLAINT, **{**words, field: "ada@example.scot\r\nBcc: all@example.org"})
    outbox.send_due(timezone.now() + timedelta(minutes=1))
    assert len(mail.outbox) == (0 if field == "email" else 2)
    for sent in mail.outbox:
        assert sent.recipients()[0] in ("ada@example.scot", "dpo@example.scot")
        assert b"all@example.org" not in sent.message().as_bytes().partition(b"\n\n")[0]


def test_a_field_that_the_form_does_not_ask_for_is_not_kept(client):
    send(
        client, COMPLAINT, what="The menu", answered_at="2026-01-01", reference="DP-0000", tell="me@example.org", pk="1"
    )
    message = Message.objects.get()
    assert message.words.keys() <= {"what", "name", "email"}
    assert message.reference != "DP-0000"
    assert message.tell != "me@example.org"


@pytest.mark.parametrize(
    "address", ["https://www.youtube.com/watch?v=x", "http://169.254.169.254/", "file:///etc/passwd"]
)
def test_an_address_that_an_editor_pastes_is_fetched_from_nowhere(address):
    with pytest.raises(EmbedUnsupportedProviderException):
        get_embed(address)


@pytest.mark.parametrize(
    "path",
    ["/api/", "/api/v2/pages/", "/django-admin/", "/admin/styleguide/", "/__debug__/", "/.git/HEAD", "/graphql/"],
)
def test_what_is_not_needed_is_not_there(client, path):
    assert client.get(path).status_code in (302, 404)
    assert not client.get(path).get("Location", "/admin/login/").startswith("http")
