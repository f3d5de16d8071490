"""The privacy notice: its thirteen parts, what nobody has written yet, and that its table is what the site does."""

import re

import pytest
from bs4 import BeautifulSoup
from django.apps import apps
from django.urls import reverse

from pages.inbox.retention import MONTHS_AFTER_ANSWER
from pages.models import PrivacyPage, SiteSettings
from pages.privacy import HEADINGS, missing_parts
from pages.processings import PROCESSINGS
from pages.visits import KEPT_MONTHS
from tests.sign_in import make_editor, sign_in

pytestmark = pytest.mark.django_db
OWNERS = ["Who we are", "Who to ask about data protection", "Our legal reason", "Legitimate interests",
          "Who else gets it", "Sending data abroad"]  # fmt: skip


def notice(client) -> BeautifulSoup:
    return BeautifulSoup(client.get("/privacy/").content, "html.parser")


def words(soup) -> str:
    return " ".join(soup.get_text(" ").split())


def test_the_notice_has_the_thirteen_parts_in_the_laws_order(client):
    page = notice(client)
    parts = [heading for heading in page.select("main h2[id]") if heading.get_text() != "About this page"]
    assert [part.get_text() for part in parts] == [heading for heading, _ in HEADINGS.values()]
    assert len(parts) == 13
    assert [link["href"] for link in page.select(".contents a")] == [f"#{part['id']}" for part in parts]


def test_a_part_that_nobody_has_written_says_so_and_makes_nothing_up(client):
    page = notice(client)
    unwritten = [each.find_previous("h2").get_text() for each in page.select(".unwritten")]
    assert unwritten == OWNERS
    assert "To be completed" not in words(page)


def test_the_admin_names_what_is_missing_until_it_is_written(client):
    sign_in(client, make_editor("clara", "Moderators"))
    shown = words(BeautifulSoup(client.get("/admin/").content, "html.parser"))
    assert "The privacy notice lacks 6 parts" in shown
    page = PrivacyPage.objects.get()
    editor = words(BeautifulSoup(client.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).content, "html.parser"))
    assert "Who we are (Article 13(1)(a))" in editor
    for name in HEADINGS:
        setattr(page, name, "<p>Written.</p>")
    page.save_revision().publish()
    assert missing_parts() == []
    assert "The privacy notice lacks" not in client.get("/admin/").content.decode()
    assert not notice(client).select(".unwritten")


def test_a_notice_that_is_not_there_is_missing_altogether():
    PrivacyPage.objects.update(live=False)
    assert missing_parts() == ["The whole notice: there is no page with it"]


def test_the_table_says_how_long_each_thing_is_kept(client):
    rows = {row.b.get_text(): words(row) for row in notice(client).select("tbody tr")}
    assert f"the counts {KEPT_MONTHS} months" in rows["Your visit, if you say yes"]
    assert f"{MONTHS_AFTER_ANSWER['complaint']} months after our answer" in rows["A complaint about personal data"]
    assert len(rows) == len(PROCESSINGS)


def test_what_is_switched_off_is_not_listed(client):
    SiteSettings.objects.update(count_visits=False)
    assert "Your visit, if you say yes" not in words(notice(client))


def test_every_table_with_something_of_a_visitor_is_in_the_notice():
    named = {table for entry in PROCESSINGS for table in entry.tables}
    assert all(apps.get_model(table) for table in named)
    of_visitors = {model._meta.label for model in apps.get_app_config("inbox").get_models()}
    of_visitors |= {"pages.VisitCount", "pages.SeenToday", "contacts.FinderCount"}
    assert of_visitors <= named


def test_what_is_pruned_is_what_the_notice_states(capsys):
    from cpip_site.management.commands.prune import PRUNED

    stated = " ".join(words for words, _ in PRUNED)
    months = {*map(int, re.findall(r"\d+", stated))}
    assert {KEPT_MONTHS, *MONTHS_AFTER_ANSWER.values()} <= months


def test_children_have_a_notice_of_their_own(client):
    assert notice(client).select("a[href='/privacy/young-people/']")
    assert client.get("/privacy/young-people/").status_code == 200
