"""Our script files, with the hash by which a browser refuses one that is not what the page expects."""

import base64
import hashlib
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import staticfiles_storage
from django.utils.html import format_html
from django.utils.safestring import SafeString


def script_element(name: str) -> SafeString:
    """A script element for the static file `name`. It runs when the page is read."""
    element = '<script src="{}" integrity="{}" defer></script>'
    return format_html(element, staticfiles_storage.url(name), integrity(name, staticfiles_storage.url(name)))


@lru_cache(maxsize=64)
def integrity(name: str, address: str) -> str:
    """The hash of what is served under `address` (W3C Subresource Integrity)."""
    served = Path(settings.STATIC_ROOT) / address.removeprefix(settings.STATIC_URL)
    content = (served if served.is_file() else Path(str(finders.find(name)))).read_bytes()
    return f"sha384-{base64.b64encode(hashlib.sha384(content).digest()).decode()}"
