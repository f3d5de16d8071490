"""Every address of the site. What is not named here belongs to the pages that editors write."""

from django.conf import settings
from django.templatetags.static import static
from django.urls import include, path
from django.views.generic import RedirectView
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls

from contacts import FINDER_PATH
from cpip_site import errors, health, policy_reports, sign_in_views
from cpip_site.content_policy import REPORTS
from cpip_site.media import media
from pages import changes, commitment_views, consent, form_page, sitemaps, views, visits
from pages.inbox import wrong_numbers

handler404 = errors.page_not_found
handler429 = sign_in_views.too_many
handler500 = errors.server_error

for_editors = [
    path("admin/", include("cpip_site.sign_in_urls")),
    path("admin/", include(wagtailadmin_urls)),
    path("_util/login/", RedirectView.as_view(pattern_name="account_login", query_string=True)),
]
for_everybody = [
    path("documents/", include(wagtaildocs_urls)),
    path("media/<path:name>", media),
    path(REPORTS.strip("/") + "/", policy_reports.report),
    path("healthz", health.healthz),
    path("readyz", health.readyz),
    path("favicon.ico", RedirectView.as_view(url=static("img/icon.ico") if settings.DEBUG else "/static/img/icon.ico")),
    path("robots.txt", views.robots),
    path(".well-known/security.txt", views.security_txt),
    path("sitemap.xml", sitemaps.xml),
    path("sitemap-<int:number>.xml", sitemaps.xml),
    path("sitemap/", sitemaps.for_people, name="sitemap"),
    path("sitemap/<path:below>/", sitemaps.for_people),
    path("search/", views.search, name="search"),
    path("cookies/choice/", consent.choose, name="consent"),
    path("send/<int:pk>/", form_page.send, name="send"),
    path(consent.VISIT_PATH.strip("/") + "/", visits.visit, name="visit"),
    path(f"{FINDER_PATH[1:]}<str:slug>/wrong-number/", wrong_numbers.tell, name="wrong_number"),
    path(FINDER_PATH.strip("/") + "/", include("contacts.urls")),
    path(changes.FEED_PATH.strip("/"), changes.feed),
    path("<path:parent>/<slug:name>.csv", commitment_views.table_csv),
    path("", include(wagtail_urls)),
]
urlpatterns = [*for_editors, *for_everybody]
