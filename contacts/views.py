"""The finder and the councils' pages. Views ask, call and answer; what readers see stands in forms and templates."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.middleware.gzip import GZipMiddleware
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from contacts import answers, directory, finder_counts, forms
from contacts.cards import card
from contacts.services import Council, NationalLine
from contacts.vcards import vcard

NATIONS = ["England", "Wales", "Northern Ireland"]


class SeeOther(HttpResponseRedirect):
    """Go there with GET (RFC 9110, 15.4.4), so that a reload does not send the place again."""

    status_code = 303


def national_context(edited: Sequence[NationalLine] | None = None) -> dict[str, Any]:
    """The numbers that every page of the finder may show: all that can be rung, those without a voice, and by key.

    ``edited`` are lines to show in place of those that are published.
    """
    lines = directory.current().national if edited is None else edited
    by_key = {line.key.replace("-", "_"): line for line in lines}
    return {
        "national": by_key,
        "childline": by_key.get("childline"),
        "lines": [line for line in lines if line.kind != "non_voice"],
        "ways": [line for line in lines if line.kind == "non_voice"],
    }


def finder_context(**more: Any) -> dict[str, Any]:
    councils = directory.current().councils.values()
    return {"councils": councils, "nations": NATIONS, **national_context(), **more}


def several_context(found: answers.SeveralCouncils) -> dict[str, Any]:
    """The councils side by side, each with its own number for now."""
    return {"found": found, "several": len(found.cards) > 1, **national_context()}


# Exempt: it changes nothing, and a token would need a cookie.
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def find(request: HttpRequest) -> HttpResponse:
    """Ask for a place; send the reader to its council, or say what else there is."""
    if request.method != "POST":
        return render(request, "contacts/find.html", finder_context())
    place = forms.typed_place(request)
    found = answers.answer(place, directory.current(), timezone.now())
    response = answer(request, place, found)
    response["Cache-Control"] = "no-store"
    # The page cache compresses what it keeps, and it keeps no answer.
    GZipMiddleware(lambda _: response).process_response(request, response)
    return finder_counts.count_after(response, found)


def answer(request: HttpRequest, place: str, found: answers.Answer) -> HttpResponse:
    match found:
        case answers.OneCouncil(council=council):
            return SeeOther(council.address)
        case answers.SeveralCouncils():
            return render(request, "contacts/several.html", several_context(found))
    problem = forms.problem_of(found)
    context = finder_context(place=forms.shown(place), **vars(problem))
    return render(request, "contacts/find.html", context, status=problem.status)


def council_or_404(slug: str) -> Council:
    if found := directory.current().councils.get(slug):
        return found
    raise Http404


@require_safe
def council(request: HttpRequest, slug: str) -> HttpResponse:
    """One council's numbers at this minute. `response.changes_at` is when the page will read differently."""
    if slug not in directory.current().councils:
        return render(request, "contacts/no_council.html", finder_context(), status=404)
    shown = council_or_404(slug)
    now = card(shown, timezone.now())
    response = render(request, "contacts/council.html", {"council": shown, "card": now, **national_context()})
    response.changes_at = now.next_change  # type: ignore[attr-defined]
    return response


@require_safe
def all_numbers(request: HttpRequest) -> HttpResponse:
    """Every council's numbers with the hours of their week: true at any hour, for when nothing else can be served."""
    councils = directory.current().councils.values()
    return render(request, "contacts/all_numbers.html", {"councils": councils, **national_context()})


@require_safe
def contact_card(request: HttpRequest, slug: str) -> HttpResponse:
    """The council's numbers for a phone's address book."""
    shown = council_or_404(slug)
    page = request.build_absolute_uri(shown.address)
    text = vcard(shown, card(shown, timezone.now()), page)
    headers = {"Content-Disposition": f'attachment; filename="{slug}.vcf"'}
    return HttpResponse(text, content_type="text/vcard; charset=utf-8", headers=headers)
