"""The site's addresses for whoever may not come near the admin: to them it is a page that does not exist."""

from typing import NoReturn

from django.http import Http404, HttpRequest
from django.urls import path

from cpip_site import urls

handler404, handler429, handler500 = urls.handler404, urls.handler429, urls.handler500


def nothing(request: HttpRequest, below: str) -> NoReturn:
    raise Http404


# Wagtail's pages bring a way to sign in of their own.
urlpatterns = [path("_util/<path:below>", nothing), *urls.for_everybody]
