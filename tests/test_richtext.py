"""Rich text on its way to the reader: nothing that could not have been written in the editor."""

import pytest
from bs4 import BeautifulSoup

from pages.models import ContentPage
from pages.richtext import clean


@pytest.mark.parametrize(
    ("stored", "shown"),
    [
        ("<p>a <b>b</b> <i>c</i></p>", "<p>a <b>b</b> <i>c</i></p>"),
        ('<p><a href="https://www.gov.scot/">a</a></p>', '<p><a href="https://www.gov.scot/">a</a></p>'),
        ('<a href="/programme/">a</a><a href="#b">b</a>', '<a href="/programme/">a</a><a href="#b">b</a>'),
        ('<a href="tel:999">a</a><a href="mailto:a@b.c">b</a>', '<a href="tel:999">a</a><a href="mailto:a@b.c">b</a>'),
        ("<p>a<script>alert(1)</script></p>", "<p>a</p>"),
        ("<style>p{}</style><iframe src='//x'>b</iframe>a", "a"),
        ("<svg><script>alert(1)</script></svg>a", "a"),
        ('<p onclick="alert(1)" style="x" class="y" id="z">a</p>', "<p>a</p>"),
        ('<img src="x" onerror="alert(1)">a', "a"),
        ('<form action="//x"><input><button>a</button></form>', "a"),
        ('<a href="javascript:alert(1)">a</a>', "<a>a</a>"),
        ('<a href=" JAVASCRIPT:alert(1)">a</a>', "<a>a</a>"),
        ('<a href="java&#10;script:alert(1)">a</a>', "<a>a</a>"),
        ('<a href="data:text/html,x">a</a>', "<a>a</a>"),
        ('<a href="//evil.example">a</a><a href="/\\evil.example">b</a>', "<a>a</a><a>b</a>"),
        ("a<!-- <script>alert(1)</script> --><![CDATA[x]]>", "a"),
    ],
)
def test_what_the_editor_cannot_write_is_taken_out(stored, shown):
    soup = BeautifulSoup(stored, "html.parser")
    clean(soup)
    assert str(soup) == shown


@pytest.mark.django_db
def test_a_script_that_stands_in_the_database_does_not_reach_a_reader(client):
    page = ContentPage.objects.get(slug="contact-us")
    page.body = [("text", '<p onclick="alert(1)">Stored.<script>alert(1)</script></p>')]
    page.save()
    shown = client.get("/contact-us/").text
    assert "<p>Stored.</p>" in shown
    assert "alert(1)" not in shown
