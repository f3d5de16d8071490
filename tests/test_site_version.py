"""Every published change moves the site's version; work in progress does not."""

from datetime import date

import pytest
from django.db import transaction
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Page, Site

from contacts.models import NumberCheck, Service
from cpip_site.models import SiteVersion
from cpip_site.site_version import Watch
from pages.models import ContentPage, HomePage, Publication, SiteSettings
from tests.two_people import put_on_site, with_holiday

pytestmark = pytest.mark.django_db


@pytest.fixture
def version():
    SiteVersion.move()
    return SiteVersion.current()


def publish_a_page():
    ContentPage.objects.get(slug="phase-one").save_revision().publish()


def unpublish_a_page():
    ContentPage.objects.get(slug="phase-one").unpublish()


def move_a_page():
    Page.objects.get(slug="privacy").move(ContentPage.objects.get(slug="programme"), pos="last-child")


def reorder_the_menu():
    page = ContentPage.objects.get(slug="useful-links")
    page.move(HomePage.objects.get(), pos="last-child")


def delete_a_page():
    ContentPage.objects.get(slug="cookies").delete()


def change_a_setting():
    settings = SiteSettings.for_site(Site.objects.get())
    settings.copyright = "© A test"
    settings.save()


def change_a_publication():
    Publication.objects.first().save()


def make_a_redirect():
    Redirect.objects.create(old_path="/old", redirect_link="/programme/")


def add_a_local_holiday():
    put_on_site(with_holiday("fife", date(2027, 4, 5)))


def record_a_check():
    service = Service.objects.first()
    number = service.lines.first().number
    NumberCheck.objects.create(
        service=service, number=number, on="2026-11-20", how="rang", result="right", next_due="2027-05-20"
    )


@pytest.mark.parametrize(
    "change",
    [
        publish_a_page, unpublish_a_page, move_a_page, reorder_the_menu, delete_a_page, change_a_setting,
        change_a_publication, make_a_redirect, add_a_local_holiday, record_a_check,
    ],
)  # fmt: skip
def test_what_visitors_may_see_moves_the_version(version, change):
    change()
    assert SiteVersion.current() != version


def test_a_change_that_is_rolled_back_leaves_the_version_as_it_was(version):
    with transaction.atomic():
        change_a_setting()
        transaction.set_rollback(True)
    assert SiteVersion.current() == version


def test_a_process_that_watches_is_told_once(version):
    told = []
    watch = Watch(changed=lambda: told.append(watch.mark))
    watch.look()
    watch.look()
    change_a_setting()
    watch.look()
    assert told == [version, SiteVersion.current()]


def test_while_the_database_is_away_the_last_version_holds(version, monkeypatch):
    from django.db import OperationalError

    watch = Watch(changed=lambda: None)
    watch.look()

    def away():
        raise OperationalError

    monkeypatch.setattr(SiteVersion, "current", away)
    assert watch.look() is False
    assert watch.mark == version
