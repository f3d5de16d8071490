"""nginx's configuration for this site: the template beside this file, filled in from settings and real answers."""

import json
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings
from django.core.files.storage import FileSystemStorage, default_storage
from django.templatetags.static import static

from cpip_site.delivery import Delivery, mirror
from cpip_site.mirror import HEADERS
from cpip_site.stored_page import NOT_KEPT

TEMPLATE = Path(__file__).with_name("nginx.conf")
BROTLI = Path("/usr/lib/nginx/modules/ngx_http_brotli_static_module.so")
NAMED = re.compile(r"\.[0-9a-f]{12}\.")  # a static file whose name changes with its content
# nginx sets these itself.
NOT_SET = {*NOT_KEPT, "content-type", "last-modified", "accept-ranges"}
SITE = "# --- the site ---"
Headers = dict[str, str]


def configuration(**values: str) -> str:
    """The finished file. `values` are the template's @VALUES@ in lower case that no setting has."""
    static_headers = asked(static("img/icon.svg"))
    by_name = {**static_headers, "Cache-Control": f"$cpip_{slug('Cache-Control')}_static"}
    maps, of_copies = of_the_mirror()
    public = [host for host in settings.ALLOWED_HOSTS if host != settings.ADMIN_HOST]
    values |= {
        "base_url": settings.BASE_URL,
        "hosts": " ".join(public),
        "admin_name": urlsplit(settings.WAGTAILADMIN_BASE_URL).hostname or "",
        "admin_url": settings.WAGTAILADMIN_BASE_URL,
        "var": str(settings.VAR_DIR),
        "headers": "\n".join([*maps, static_caching(static_headers["Cache-Control"])]),
        "static_headers": added(by_name),
        "media": of_media(static_headers),
        "mirror_headers": added(of_copies),
        "brotli": "brotli_static on;"
        if BROTLI.exists()
        else "# brotli: apt-get install libnginx-mod-http-brotli-static",
    }
    return re.sub(r"@([A-Z_]+)@", lambda found: values[found[1].lower()], template())


def template() -> str:
    """Where the admin has a host of its own: the site's block for readers without the admin, and once more for it."""
    whole = TEMPLATE.read_text()
    if not settings.ADMIN_HOST:
        return whole
    before, site = whole.split(SITE)
    return before + site.replace("(?:admin|_util|documents)", "documents") + site.replace("@HOSTS@", "@ADMIN_NAME@")


def of_media(static_headers: Headers) -> str:
    """How pictures are given: from VAR_DIR/media, or by the application, which alone can read a bucket."""
    if isinstance(default_storage, FileSystemStorage):
        return added({**static_headers, "Cache-Control": "public, max-age=86400"})
    return "        proxy_pass http://cpip_admin;"


def servers(addresses: Iterable[str]) -> str:
    """Each application twice, so that a question whose worker died is asked once more."""
    return "\n".join(f"    server {address} max_fails=10 fail_timeout=5s;" for address in addresses for _ in range(2))


def asked(path: str) -> Headers:
    """The headers that the application itself sends with this path."""
    from cpip_site.wsgi import application

    _status, headers, _body = Delivery(application).cache.ask(path)
    return {name: value for name, value in headers if name.lower() not in NOT_SET}


def of_the_mirror() -> tuple[list[str], Headers]:
    """nginx's maps from a copy's path to its headers, and which variable holds which header."""
    pages = dict(written_down(mirror().folder))
    names = sorted({name for headers in pages.values() for name in headers})
    maps = [mapped(name, {path: headers.get(name, "") for path, headers in pages.items()}) for name in names]
    return maps, {name: f"$cpip_{slug(name)}" for name in names}


def written_down(folder: Path) -> Iterable[tuple[str, Headers]]:
    """The address inside nginx of each copy in the mirror, and its headers."""
    for file in sorted(folder.rglob(f".*.{HEADERS}")):
        page = file.with_name(file.name.removeprefix(".").removesuffix(f".{HEADERS}"))
        headers = json.loads(file.read_bytes())["headers"]
        kept = {name: value for name, value in headers if name.lower() not in NOT_SET}
        yield f"/mirror/{page.relative_to(folder)}", kept


def mapped(name: str, values: Mapping[str, str]) -> str:
    """One header: what most pages send, and the pages that differ."""
    usual = Counter(values.values()).most_common(1)[0][0]
    lines = [f"    {path} {quoted(value)};" for path, value in values.items() if value != usual]
    return "\n".join([f"map $uri $cpip_{slug(name)} {{", f"    default {quoted(usual)};", *lines, "}"])


def static_caching(for_named: str) -> str:
    return (
        f"map $uri $cpip_{slug('Cache-Control')}_static {{\n"
        f'    "~{NAMED.pattern.replace("{12}", "{12,12}")}" {quoted(for_named)};\n    default "max-age=60, public";\n}}'
    )


def added(headers: Headers) -> str:
    return "\n".join(f"        add_header {name} {quoted(value)} always;" for name, value in sorted(headers.items()))


def slug(name: str) -> str:
    return name.lower().replace("-", "_")


def quoted(value: str) -> str:
    escaped = value.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
