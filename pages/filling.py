"""Gives each type of page its words from a content file."""

import re
from collections.abc import Callable, Iterator
from typing import Any

from wagtail.models import Page

from pages.models import (
    CommitmentListPage,
    ContentPage,
    FormPage,
    GlossaryPage,
    HomePage,
    PrivacyPage,
    Term,
    TimelineEvent,
    TimelinePage,
)
from pages.privacy import HEADINGS
from pages.publication_loader import publication_link

LINK = re.compile(r'<a\s+href="(/[^"#]*)">')


def fill_home(page: HomePage, content: dict[str, Any]) -> None:
    page.audience = [("audience", entry) for entry in content.get("audience", [])]
    page.programme_intro = link_pages(content["programme_intro"])
    page.body = list(blocks(content.get("body", [])))


def fill_content(page: ContentPage, content: dict[str, Any]) -> None:
    page.crisis_path = content.get("crisis_path", False)
    page.body = list(blocks(content.get("body", [])))


def fill_timeline(page: TimelinePage, content: dict[str, Any]) -> None:
    page.body = list(blocks(content.get("body", [])))
    page.events = [TimelineEvent(**event_fields(entry)) for entry in content["events"]]


def fill_glossary(page: GlossaryPage, content: dict[str, Any]) -> None:
    page.body = list(blocks(content.get("body", [])))
    page.terms = [Term(**event_fields(entry)) for entry in content["terms"]]


def fill_form(page: FormPage, content: dict[str, Any]) -> None:
    page.body = list(blocks(content.get("body", [])))
    page.thanks = link_pages(content["thanks"])


def fill_privacy(page: PrivacyPage, content: dict[str, Any]) -> None:
    for name in ("in_short", *HEADINGS):
        setattr(page, name, link_pages(content.get(name, "")))


def fill_commitments(page: CommitmentListPage, content: dict[str, Any]) -> None:
    page.official = [("link", publication_link(link)) for link in content["official"]]
    page.body = list(blocks(content.get("body", [])))


BY_TYPE: dict[type[Page], Callable[[Any, dict[str, Any]], None]] = {
    HomePage: fill_home,
    ContentPage: fill_content,
    FormPage: fill_form,
    PrivacyPage: fill_privacy,
    TimelinePage: fill_timeline,
    GlossaryPage: fill_glossary,
    CommitmentListPage: fill_commitments,
}


def event_fields(entry: dict[str, Any]) -> dict[str, Any]:
    return {**entry, "sources": "\n".join(entry.get("sources", []))}


def blocks(entries: list[dict[str, Any]]) -> Iterator[tuple[str, Any]]:
    for entry in entries:
        kind: str = entry["block"]
        value: Any = entry.get("value")
        if kind == "text":
            value = link_pages(value)
        elif kind == "callout":
            value = {**value, "text": link_pages(value["text"])}
        elif kind == "link_list":
            value = {"title": value.get("title", ""), "links": [publication_link(link) for link in value["links"]]}
        elif kind == "glance":
            value = {**value, "pages": [page_at(path) for path in value["pages"]]}
        yield kind, value


def link_pages(html: str) -> str:
    """Links to pages as Wagtail keeps them, so that they still lead there when a page moves."""

    def link(match: re.Match[str]) -> str:
        page = page_at(match[1])
        return f'<a linktype="page" id="{page.pk}">' if page else match[0]

    return LINK.sub(link, html.strip())


def page_at(path: str) -> Page | None:
    home = HomePage.objects.get()
    return Page.objects.filter(url_path=f"{home.url_path.rstrip('/')}{path}").first()
