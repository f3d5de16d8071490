"""Administrators see what browsers refused, summed up by kind; nobody else does."""

from datetime import date

import pytest
import time_machine
from bs4 import BeautifulSoup
from django.contrib.auth.models import User
from django.urls import reverse

from cpip_site.models import PolicyReport
from tests.sign_in import make_editor, sign_in

pytestmark = pytest.mark.django_db
ADDRESS = "/admin/reports/policy/"


@pytest.fixture
def boss(client):
    sign_in(client, User.objects.create_superuser("boss"))
    return client


def counted(day, where="public", rule="script-src-elem", what="elsewhere", count=3):
    PolicyReport.objects.create(day=day, where=where, rule=rule, what=what, count=count)


@time_machine.travel("2026-11-24T12:00:00+00:00", tick=False)
def test_the_last_30_days_are_summed_up_by_kind_the_most_frequent_first(client):
    sign_in(client, User.objects.create_superuser("boss"))
    counted(date(2026, 11, 24), "admin", "script-src-elem", "inline", 1)
    counted(date(2026, 11, 1))
    counted(date(2026, 11, 23))
    counted(date(2026, 10, 1), rule="img-src")
    rows = BeautifulSoup(client.get(ADDRESS).content, "html.parser").select(".listing tbody tr")
    assert [[cell.get_text(strip=True) for cell in row.select("td")] for row in rows] == [
        ["On public pages", "script-src-elem", "elsewhere", "6", "23 November 2026"],
        ["In the admin", "script-src-elem", "inline", "1", "24 November 2026"],
    ]


def test_an_empty_report_says_so_in_words(boss):
    assert "No browser has refused anything" in boss.get(ADDRESS).content.decode()


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_the_report_can_be_taken_away(boss, kind):
    counted(date.today())
    assert boss.get(f"{ADDRESS}?export={kind}").status_code == 200


def test_the_menu_leads_to_it(boss):
    assert reverse("policy_report") == ADDRESS
    assert f'"url": "{ADDRESS}"' in boss.get("/admin/").content.decode()


def test_an_editor_sees_neither_the_report_nor_the_way_to_it(client):
    sign_in(client, make_editor())
    assert client.get(ADDRESS).status_code == 302
    assert client.get(f"{ADDRESS}results/").status_code == 302
    assert ADDRESS not in client.get("/admin/").content.decode()
