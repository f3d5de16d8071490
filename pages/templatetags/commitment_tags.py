"""The programme's themes and streams, as blocks show them."""

from django import template

from pages import frame
from pages import glance as glance_parts
from pages.commitments import CommitmentPage

register = template.Library()


@register.inclusion_tag("components/glance.html", takes_context=True)
def glance(context, value) -> dict:
    """The programme at a glance, drawn and as a list; nothing where one of its three pages is not published."""
    pages = [page for page in value["pages"] if page and page.live]
    if len(pages) != 3:
        return {}
    parts = glance_parts.parts(pages, context.get("request"))
    return {"parts": parts, "drawing": glance_parts.draw(parts), "caption": value["caption"]}


@register.inclusion_tag("components/themes.html")
def themes() -> dict:
    """The themes of the report, each with the recommendations that are known to belong to it."""
    found = list(CommitmentPage.objects.live().filter(theme__isnull=False).order_by("number"))
    return {"themes": [(theme, [one for one in found if one.theme_id == theme.pk]) for theme in frame.themes()]}


@register.inclusion_tag("components/streams.html", takes_context=True)
def streams(context, kind: str) -> dict:
    """The work streams of one kind, each with its actions. However often on a page, they are read once."""
    page = context.get("page")
    kept = page.__dict__ if page else {}
    if "_streams" not in kept:
        found = list(CommitmentPage.objects.live().order_by("number"))
        kept["_streams"] = [(row, [one for one in found if one.stream_id == row.pk]) for row in frame.streams()]
    shown = [pair for pair in kept["_streams"] if pair[0].kind == kind]
    return {"streams": shown, "page": page, "request": context.get("request")}
