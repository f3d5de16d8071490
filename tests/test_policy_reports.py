"""Reports of what browsers refused: counted by kind and day, limited, and nothing else of them is kept."""

import json
from datetime import date

import pytest
import time_machine
from django.conf import settings
from django.core.cache import caches
from django.db import DatabaseError

from contacts import FINDER_PATH
from cpip_site import policy_reports
from cpip_site.models import PolicyReport

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def no_counts_of_other_tests():
    caches["shared"].clear()


def told(page="/admin/", rule="script-src-elem", blocked="inline", **more) -> dict:
    said = {"document-uri": settings.BASE_URL + page, "effective-directive": rule, "blocked-uri": blocked, **more}
    return {"csp-report": said}


def send(client, body, **more):
    body = body if isinstance(body, (bytes, str)) else json.dumps(body)
    return client.post("/csp-report/", body, content_type="application/csp-report", **more)


def counted() -> list[tuple]:
    return list(PolicyReport.objects.values_list("where", "rule", "what", "count"))


@pytest.mark.parametrize(
    ("page", "blocked", "kind"),
    [
        ("/admin/pages/3/edit/", "inline", ("admin", "script-src-elem", "inline", 1)),
        ("/programme/", "https://evil.example/x.js?ka7", ("public", "script-src-elem", "elsewhere", 1)),
        ("/programme/", f"{settings.BASE_URL}/media/x.js", ("public", "script-src-elem", "our own file", 1)),
    ],
)
def test_a_report_is_counted_by_its_kind(client, page, blocked, kind):
    assert send(client, told(page, blocked=blocked)).status_code == 204
    assert counted() == [kind]


def test_a_rule_that_nobody_knows_is_counted_as_another(client):
    send(client, told(rule="<script>alert(1)</script>"))
    assert counted()[0][1] == "other"


def test_the_same_again_is_one_row(client):
    for _ in range(3):
        send(client, told())
    assert counted() == [("admin", "script-src-elem", "inline", 3)]


@pytest.mark.parametrize(
    "body",
    [
        "",
        "{",
        "[]",
        "null",
        "1",
        '{"csp-report": 1}',
        '{"csp-report": {}}',
        b"\xff\0",
        "[" * 5000,
        told(sample="x" * 9000),
    ],
    ids=range(10),
)
def test_what_is_no_report_is_not_counted(client, body):
    assert send(client, body).status_code == 204
    assert counted() == []


def test_one_address_is_counted_so_often_and_no_more(client):
    with time_machine.travel(1_800_000_000, tick=False):
        for _ in range(25):
            send(client, told())
        assert counted()[0][3] == 20
        send(client, told(), REMOTE_ADDR="192.0.2.7")
        assert counted()[0][3] == 21


def test_a_database_that_is_away_loses_a_count_and_nothing_else(client, monkeypatch):
    def away(**kwargs):
        raise DatabaseError

    monkeypatch.setattr(PolicyReport.objects, "bulk_create", lambda *args, **kwargs: away())
    assert send(client, told()).status_code == 204


def test_only_a_report_is_taken(client):
    assert client.get("/csp-report/").status_code == 405


@pytest.mark.parametrize("address", [FINDER_PATH, f"{FINDER_PATH}fife/", "/safety/"])
def test_where_people_may_be_watched_no_browser_is_asked_to_report(client, address):
    assert "report" not in client.get(address)["Content-Security-Policy"]


def test_elsewhere_it_is(client):
    assert client.get("/programme/")["Content-Security-Policy"].endswith("; report-uri /csp-report/")


def test_counts_go_after_25_months():
    for day in (date(2024, 10, 23), date(2024, 10, 25)):
        PolicyReport.objects.create(day=day, where="admin", rule="img-src", what="data", count=1)
    assert policy_reports.forget(date(2026, 11, 24)) == 1
