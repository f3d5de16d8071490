"""“This number is wrong”: two choices and nothing to write. It becomes a task for the contact checkers."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.db import DatabaseError, transaction
from django.db.models import F
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from contacts import directory
from contacts.forms import UNREADABLE
from contacts.services import Council
from pages.inbox.forms import VisitorForm
from pages.inbox.models import NumberReport

NOT_KEPT = "We could not take this just now. Wait a minute, then press Send."


class WrongNumberForm(VisitorForm):
    """Which of a council's numbers, and what is wrong with it."""

    number = forms.ChoiceField(
        label="Which number?", widget=forms.RadioSelect, error_messages={"required": "Choose the number"}
    )
    problem = forms.ChoiceField(
        label="What is wrong?",
        widget=forms.RadioSelect,
        choices=NumberReport.Problem.choices,
        error_messages={"required": "Choose what is wrong"},
    )

    def __init__(self, data: Any = None, *, council: Council, request: HttpRequest | None = None) -> None:
        super().__init__(data, request=request)
        self.services = numbers_of(council, timezone.localdate())
        self.fields["number"].choices = [(number, f"{number}: {name}") for number, name in self.services.items()]  # type: ignore[attr-defined]


def numbers_of(council: Council, today: date) -> dict[str, str]:
    """The council's numbers as they are shown today, each with the name of its service."""
    return {line.number: service.name for service in council.services for line in service.lines_on(today)}


# Exempt: a token would need a cookie. The stamp in the form and what the browser says stand in its place.
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def tell(request: HttpRequest, slug: str) -> HttpResponse:
    """Asks which number is wrong; thanks whoever says so."""
    council = directory.current().councils.get(slug)
    if council is None:
        raise Http404
    posted = read(request)
    form = WrongNumberForm(posted, council=council, request=request)
    if posted is not None and form.is_valid() and keep(slug, form):
        return answer(request, "inbox/wrong_number_thanks.html", council=council)
    return answer(request, "inbox/wrong_number.html", 422 if form.errors else 200, council=council, form=form)


def read(request: HttpRequest) -> Any:
    """What was sent; None when nothing was."""
    if request.method != "POST":
        return None
    try:
        return request.POST
    except UNREADABLE:
        return {}


def answer(request: HttpRequest, template: str, status: int = 200, **context: Any) -> HttpResponse:
    return TemplateResponse(request, template, context, status=status, headers={"Cache-Control": "private, no-store"})


def keep(slug: str, form: WrongNumberForm) -> bool:
    """Puts the report down. False, with a sentence in the form, while the database is away."""
    number, today = form.cleaned_data["number"], timezone.localdate()
    try:
        with transaction.atomic():
            task, _ = NumberReport.objects.get_or_create(
                council=slug,
                number=number,
                problem=form.cleaned_data["problem"],
                settled_on=None,
                defaults={"service": form.services[number]},
            )
            NumberReport.objects.filter(pk=task.pk).update(times=F("times") + 1, last_on=today)
    except DatabaseError:
        form.add_error(None, NOT_KEPT)
        return False
    return True
