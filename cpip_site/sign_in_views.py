"""The sign-in page, and the answer to those who ask too often."""

from typing import Any

from allauth.account.views import LoginView
from django.core.exceptions import NON_FIELD_ERRORS
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

RETRY_AFTER = "300"


class SignInView(LoginView):
    def form_invalid(self, form: Any) -> HttpResponse:
        """The form again; with status 429 when the limit is reached."""
        response: HttpResponse = super().form_invalid(form)
        if form.has_error(NON_FIELD_ERRORS, "too_many_login_attempts"):
            response.status_code = 429
            response.headers["Retry-After"] = RETRY_AFTER
        return response


def too_many(request: HttpRequest) -> HttpResponse:
    """What allauth answers beyond a limit; it looks for `handler429` in the root urls."""
    response = render(request, "account/too_many.html", status=429)
    response.headers["Retry-After"] = RETRY_AFTER
    return response
