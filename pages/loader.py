"""Makes the pages of the first content that do not exist yet. Never touches one that does."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from django.apps import apps
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from wagtail.models import Page, Site

from pages import commitment_loader, content_files, filling
from pages.models import CommitmentListPage, HomePage, SiteSettings
from pages.publication_loader import load_publications


@transaction.atomic
def load(say: Callable[[str], None]) -> int:
    """Load what is missing and say so, line by line. Returns the number of pages made.

    Raises ContentError, with the file's name, when a file cannot be used; nothing is then kept.
    """
    load_publications()
    commitment_loader.load_streams()
    made: list[tuple[Page, dict[str, Any]]] = []
    for content in content_files.read_pages():
        try:
            page = make_page(content)
        except (KeyError, LookupError, ValidationError) as error:
            raise content_files.ContentError(f"{content['file']}: {error}") from error
        if page:
            made.append((page, content))
            say(f"  {content['path']}  {page.title}")
    for page, content in made:
        # Read again: since it was made it has got children, and the tree keeps count of them in the row.
        fill(type(page).objects.get(pk=page.pk), content)
        if isinstance(page, CommitmentListPage):
            commitment_loader.load_items(page, content)
    load_settings()
    return len(made)


def make_page(content: dict[str, Any]) -> Page | None:
    """The page, empty but for its names; None when one stands at its address already."""
    model = apps.get_model("pages", content["type"])
    if model is HomePage:
        return make_home(content)
    *parents, slug = content["path"].strip("/").split("/")
    parent: Page = HomePage.objects.get()
    for name in parents:
        parent = parent.get_children().get(slug=name).specific
    if parent.get_children().filter(slug=slug).exists():
        return None
    page = model(slug=slug, **names(content))
    parent.add_child(instance=page)
    return page


def make_home(content: dict[str, Any]) -> Page | None:
    if HomePage.objects.exists():
        return None
    # Wagtail's own migrations leave a "Welcome" page where ours has to stand.
    Page.objects.filter(depth=2, slug="home", content_type__model="page").delete()
    root = Page.objects.get(depth=1)
    home = HomePage(slug="home", programme_intro=content["programme_intro"], **names(content))
    root.add_child(instance=home)
    address = urlsplit(settings.BASE_URL)
    port = address.port or (443 if address.scheme == "https" else 80)
    site = Site.objects.filter(is_default_site=True).first() or Site(is_default_site=True)
    site.hostname, site.port, site.root_page, site.site_name = address.hostname, port, home, content["title"]
    site.save()
    return home


def names(content: dict[str, Any]) -> dict[str, Any]:
    return {
        "title": content["title"],
        "seo_title": content.get("seo_title", ""),
        "summary": content["summary"],
        "show_in_menus": content.get("show_in_menus", False),
        **{name: content[name] for name in ("kind", "stated_total", "thanks", "in_short") if name in content},
    }


def fill(page: Page, content: dict[str, Any]) -> None:
    """Give a new page its words. Every page exists by now, so links between them can be made."""
    filling.BY_TYPE[type(page)](page, content)
    try:
        page.full_clean()
    except ValidationError as error:
        raise content_files.ContentError(f"{content['file']}: {error}") from error
    page.save_revision().publish()


def load_settings() -> None:
    site = Site.objects.get(is_default_site=True)
    if not SiteSettings.objects.filter(site=site).exists():
        known = {field.name for field in SiteSettings._meta.fields}
        entries = content_files.read("site.toml")["settings"]
        SiteSettings.objects.create(site=site, **{name: value for name, value in entries.items() if name in known})
