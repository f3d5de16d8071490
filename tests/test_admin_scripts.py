"""Wagtail's own inline scripts become data; any other script stays one, which the browser refuses."""

import json
import re

import pytest
from django.contrib.auth.models import User

from cpip_site.admin_scripts import as_data
from tests.sign_in import sign_in

DATA = re.compile(r'^<script type="application/json" data-start>(.*)</script>$')


@pytest.mark.parametrize(
    ("script", "data"),
    [
        (r'initDateChooser("id_0\u002Dday", {"format": "Y"});', ["initDateChooser", "id_0-day", {"format": "Y"}]),
        ('new PageChooser("id_page", {"modalUrl": "/admin/"});', ["PageChooser", "id_page", {"modalUrl": "/admin/"}]),
        ('createTaskChooser("id_task");', ["createTaskChooser", "id_task"]),
        (
            r'(function() {var panel = new InlinePanel(JSON.parse("{\u0022a\u0022: 1}"));})();',
            ["InlinePanel", {"a": 1}],
        ),
    ],
)
def test_a_known_script_becomes_data(script, data):
    assert json.loads(DATA.match(as_data(f"<script>\n {script}\n</script>"))[1]) == data


@pytest.mark.parametrize(
    "script",
    [
        "alert(1)",
        'new PageChooser("id_page", {"modalUrl": "/admin/"}); alert(1)',
        'new PageChooser("id_page", alert(1));',
        'new PageChooser(alert("x"));',
        'evilChooser("id");',
        'new Function("alert(1)");',
        '(function() {var panel = new InlinePanel(JSON.parse("{}")); alert(1)})();',
        '(function() {var panel = new InlinePanel(JSON.parse("" + alert("x")));})();',
    ],
)
def test_any_other_script_stays_a_script(script):
    assert as_data(f"<script>{script}</script>") == f"<script>{script}</script>"


def test_nothing_in_the_data_ends_the_element():
    made = as_data('<script>new PageChooser("id", {"title": "<\\/script><b>&"});</script>')
    assert made.count("<") == 2
    assert json.loads(DATA.match(made)[1])[2] == {"title": "</script><b>&"}


@pytest.mark.django_db
@pytest.mark.parametrize(
    "address", ["pages/add/pages/contentpage/3/", "snippets/contacts/service/add/", "redirects/add/", "workflows/add/"]
)
def test_no_page_of_the_admin_has_an_inline_script(client, address):
    sign_in(client, User.objects.create_superuser("boss"))
    answer = client.get(f"/admin/{address}", follow=True)
    assert "data-start" in answer.text
    assert "<script>" not in answer.text
    assert int(answer["Content-Length"]) == len(answer.content)
    assert "script-src 'self';" in answer["Content-Security-Policy"]


@pytest.mark.django_db
def test_only_the_editor_of_rich_text_may_write_styles(client):
    assert "unsafe" not in client.get("/admin/login/")["Content-Security-Policy"]
    sign_in(client, User.objects.create_superuser("boss"))
    assert "unsafe" not in client.get("/admin/redirects/add/")["Content-Security-Policy"]
    policy = client.get("/admin/pages/add/pages/contentpage/3/", follow=True)["Content-Security-Policy"]
    assert policy.count("unsafe") == 1
    assert "style-src 'self' 'unsafe-inline'" in policy
