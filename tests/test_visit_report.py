"""The report on visits, and its chart."""

from datetime import date

import pytest
import time_machine
from bs4 import BeautifulSoup
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from pages import visit_chart
from pages.visits import VisitCount, count
from tests.sign_in import sign_in


@pytest.fixture
def editor(client, admin_user):
    sign_in(client, admin_user)
    return client


def report(client, query=""):
    return BeautifulSoup(client.get(reverse("visits_report") + query).content, "html.parser")


@pytest.mark.django_db
@time_machine.travel("2026-11-24T12:00:00+00:00", tick=False)
def test_the_report_shows_the_last_30_days_as_a_chart_and_as_a_table(client, admin_user):
    sign_in(client, admin_user)
    for day, path in ((date(2026, 11, 22), "/"), (date(2026, 11, 24), "/programme/"), (date(2026, 10, 1), "/old/")):
        count(day, path, "a" * 32)
    found = report(client)
    assert "2 visits, 2 pages read, in the last 30 days" in found.get_text()
    bars = [bar.title.get_text() for bar in found.select("rect")]
    assert (len(bars), bars[0], bars[-3:]) == (30, "26 Oct: 0", ["22 Nov: 1", "23 Nov: 0", "24 Nov: 1"])
    assert found.select_one(".visits__chart")["role"] == "img"
    assert [row.th.get_text() for row in found.select(".visits tbody tr")][-3:] == ["22 Nov", "23 Nov", "24 Nov"]
    pages = [row.a.get_text() for row in found.select("tbody tr") if row.a]
    assert "/programme/" in pages
    assert "/old/" not in pages


@pytest.mark.django_db
@time_machine.travel("2026-11-24T12:00:00+00:00", tick=False)
def test_a_long_time_is_shown_by_months(client, admin_user):
    sign_in(client, admin_user)
    for day in (date(2026, 3, 1), date(2026, 3, 9), date(2026, 11, 24)):
        VisitCount.objects.create(day=day, path="", views=3, visits=2)
    found = report(client, "?day_from=2026-01-01&day_to=2026-12-31")
    assert [bar.title.get_text() for bar in found.select("rect")] == ["Mar 2026: 4", "Nov 2026: 2"]


@pytest.mark.django_db
def test_an_empty_report_says_what_is_never_counted(editor):
    assert "No visit has been counted" in report(editor).get_text()


@pytest.mark.django_db
@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_the_report_can_be_taken_away(editor, kind):
    count(date.today(), "/", "a" * 32)
    answer = editor.get(reverse("visits_report") + f"?export={kind}")
    assert answer.status_code == 200
    if kind == "csv":
        assert b"/,1,1" in b"".join(answer.streaming_content)


@pytest.mark.django_db
def test_nobody_sees_the_report_without_signing_in(client):
    assert client.get(reverse("visits_report")).status_code == 302


@given(st.lists(st.integers(0, 10**6), max_size=120))
def test_every_bar_stands_within_the_chart(values):
    chart = visit_chart.draw([(str(place), value) for place, value in enumerate(values)])
    assert len(chart.bars) == len(values)
    for bar in chart.bars:
        assert 0 <= bar.y <= visit_chart.HEIGHT
        assert abs(bar.y + bar.height - visit_chart.HEIGHT) < 0.01
        assert bar.x + bar.width <= chart.width
    assert sum(bar.is_named for bar in chart.bars) <= 8


@pytest.mark.parametrize(("highest", "top"), [(0, 4), (4, 4), (5, 8), (9, 20), (21, 40), (201, 400), (1999, 2000)])
def test_the_scale_ends_at_a_round_number(highest, top):
    assert visit_chart.round_top(highest) == top
