"""Wagtail's inline scripts made into data, so that no inline script may run in the admin.

Wagtail 7.4 starts date fields, choosers and rows of forms by short scripts in its pages. Those, and only those, become
JSON that static/js/admin_start.js reads. Whatever else stands in a page as a script is refused by the browser.
"""

import json
import re
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

INLINE = re.compile(r"<script>(.*?)</script>", re.DOTALL)
CALL = re.compile(
    r"(?:new )?(?P<name>init(?:Date|Time|DateTime)Chooser|createTaskChooser|[A-Z]\w*Chooser)\((?P<arguments>.*)\);",
    re.DOTALL,
)
PANEL = re.compile(
    r"\(function\(\) \{\s*var panel = new (?P<name>InlinePanel|MultipleChooserPanel)"
    r'\(JSON\.parse\((?P<options>"[^"]*")\)\);\s*\}\)\(\);'
)
# So that nothing in the data can end the element that it stands in.
HARMLESS = str.maketrans({"<": "\\u003C", ">": "\\u003E", "&": "\\u0026"})


def as_data(html: str) -> str:
    """The page with every script that is known as data, and the others as they were."""
    return INLINE.sub(_replace, html)


def _replace(match: re.Match[str]) -> str:
    try:
        start = _parse(match[1].strip())
    except ValueError:
        start = None
    if start is None:
        return match[0]
    return f'<script type="application/json" data-start>{json.dumps(start).translate(HARMLESS)}</script>'


def _parse(script: str) -> list | None:
    """What to start, and with which arguments; None for a script that is not known. Raises ValueError on bad JSON."""
    if panel := PANEL.fullmatch(script):
        return [panel["name"], json.loads(json.loads(panel["options"]))]
    if call := CALL.fullmatch(script):
        return [call["name"], *json.loads(f"[{call['arguments']}]")]
    return None


class ScriptsAsData:
    """Middleware for the pages of the admin. Stands inside the one that counts their length."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        is_page = response.headers.get("Content-Type", "").startswith("text/html") and not response.streaming
        if is_page and request.path.startswith("/admin/") and b"<script>" in response.content:
            response.content = as_data(response.content.decode()).encode()
        return response
