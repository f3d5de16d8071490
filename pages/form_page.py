"""A page with a form: what it asks stands in `inbox`, the words around it belong to the editors."""

from typing import Any

from django.db import DatabaseError, models
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods
from wagtail.fields import RichTextField, StreamField
from wagtail.search import index

from contacts.forms import UNREADABLE
from pages.base import BasePage
from pages.blocks import BodyBlock
from pages.frame import settings_for
from pages.inbox.forms import FORMS, VisitorForm
from pages.inbox.models import Message
from pages.inbox.receiving import receive

NOT_KEPT = (
    "We could not take your message: it is not sent. What you wrote is still here. Wait a minute, then press Send."
)


class FormPage(BasePage):
    """A form that visitors fill in, without a cookie and without a picture puzzle."""

    kind = models.CharField(
        "what it is for",
        max_length=15,
        choices=Message.Kind,
        help_text="It decides what is asked, how long the message is kept, and by when it is due.",
    )
    body = StreamField(
        BodyBlock(required=False),
        blank=True,
        help_text="What readers should know before they write.",
    )
    thanks = RichTextField(
        features=["bold", "link"], help_text="What happens next. Shown when the message is kept, under its reference."
    )
    tell = models.EmailField(
        "who answers",
        blank=True,
        help_text="Gets an e-mail for each message, without what was written. Empty: the site’s own address.",
    )

    parent_page_types = ["pages.HomePage", "pages.ContentPage"]
    subpage_types: list[str] = []
    content_panels = [*BasePage.content_panels, "kind", "body", "thanks", "tell"]
    search_fields = [*BasePage.search_fields, index.SearchField("body")]

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        return {"form": FORMS[self.kind](request=request), **super().get_context(request, *args, **kwargs), **kwargs}

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return not_kept(super().serve(request, *args, **kwargs))

    def answer(self, request: HttpRequest, name: str, status: int = 200, **context: Any) -> HttpResponse:
        """One of the pages that follow the form."""
        context = self.get_context(request, **context)
        return not_kept(TemplateResponse(request, f"pages/{name}.html", context, status=status))


def not_kept(response: HttpResponse) -> HttpResponse:
    """No cache keeps the page: its stamp is the time at which it was asked for."""
    response["Cache-Control"] = "private, no-store"
    return response


# Exempt: a token would need a cookie. The stamp in the form and what the browser says stand in its place.
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def send(request: HttpRequest, pk: int) -> HttpResponse:
    """Takes a form in, or shows it again with what has to be put right."""
    page = get_object_or_404(FormPage.objects.live(), pk=pk)
    if request.method != "POST":
        return redirect(page.get_url(request) or "/")
    posted = read(request)
    form = FORMS[page.kind](posted, request=request)
    if not form.is_valid():
        return page.answer(request, "form_page", 422, form=form)
    if "edit" in posted:
        return page.answer(request, "form_page", form=form)
    if form.suggests_danger and "anyway" not in posted:
        return page.answer(request, "numbers_first", form=form)
    return keep(request, page, form)


def read(request: HttpRequest) -> Any:
    try:
        return request.POST
    except UNREADABLE:
        return {}


def keep(request: HttpRequest, page: FormPage, form: VisitorForm) -> HttpResponse:
    found = settings_for(request)
    tell = page.tell or (found.email if found else "")
    try:
        message = receive(page.kind, form.cleaned_data["stamp"], form.words, tell)
    except DatabaseError:
        form.add_error(None, NOT_KEPT)
        return page.answer(request, "form_page", 503, form=form)
    return page.answer(request, "form_thanks", message=message, sender=form.words.get("email", ""))
