"""The real site's settings, with a clock that a test can set, and a switch that makes every page raise."""

from django.http import HttpRequest, HttpResponse

from cpip_site.settings import MIDDLEWARE, VAR_DIR
from tests.browser.settings import *


class Switch:
    """Middleware: while there is a file `raise` in VAR_DIR, nothing can be rendered."""

    def __init__(self, get_response) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if (VAR_DIR / "raise").exists():
            raise RuntimeError("The switch is on.")
        return self.get_response(request)


MIDDLEWARE = [*MIDDLEWARE, "tests.faults.settings.Switch"]
