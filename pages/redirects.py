"""Redirects stay on this site: an editor's account must not be able to send readers to somebody else's."""

from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import ValidationError
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Site


def own_hosts() -> set[str]:
    """Host and port of every address that this site has."""
    roots = [settings.BASE_URL, *(site.root_url for site in Site.objects.all())]
    return {urlsplit(root).netloc.lower() for root in roots}


def validate_stays_here(address: str) -> None:
    """ValidationError unless the address is one of this site's own."""
    parts = urlsplit(address)
    # Browsers read a backslash as a stroke, so that the host would be another one than here.
    if "\\" in address or parts.scheme not in ("http", "https") or parts.netloc.lower() not in own_hosts():
        raise ValidationError(
            f"A redirect may only lead to a page of this site ({settings.BASE_URL}/…). Choose the page above instead, "
            "or put the link to another site into a page."
        )


def keep_here() -> None:
    """Every form, import and full_clean of a redirect asks the same question from now on."""
    validators = Redirect._meta.get_field("redirect_link").validators
    if validate_stays_here not in validators:
        validators.append(validate_stays_here)
