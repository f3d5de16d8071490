"""Recording a check of a number."""

from __future__ import annotations

from typing import cast

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils import timezone
from wagtail.admin import messages
from wagtail.log_actions import log

from contacts import numbers
from contacts.forms_admin import CheckForm, choices
from contacts.models import NationalLine, NumberCheck, Service
from contacts.usage import MAY_CHECK

app_name = "contacts_checks"
KINDS: dict[str, type[Service] | type[NationalLine]] = {"service": Service, "nationalline": NationalLine}
ACTION = "contacts.check"


def record(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    """A form for one check; it never changes the number."""
    if not request.user.has_perm(MAY_CHECK):
        raise PermissionDenied
    if kind not in KINDS:
        raise Http404
    owner = cast("Service | NationalLine", get_object_or_404(KINDS[kind], pk=pk))
    form = CheckForm(request.POST or None, owner=owner, initial=_initial(request, owner))
    if form.is_valid():
        return _save(request, kind, form)
    past = NumberCheck.objects.filter(**{_field(kind): owner}).select_related("who").order_by("-on", "-pk")[:10]
    return render(request, "contacts/admin/check.html", {"form": form, "owner": owner, "kind": kind, "past": past})


def _initial(request: HttpRequest, owner: Service | NationalLine) -> dict[str, object]:
    offered = list(choices(owner))
    wanted = [number for number in offered if numbers.digits(number) == request.GET.get("number")]
    return {"number": (wanted or offered or [""])[0], "on": timezone.localdate()}


def _save(request: HttpRequest, kind: str, form: CheckForm) -> HttpResponse:
    check = form.save(commit=False)
    check.who = request.user
    check.save()
    log(
        instance=getattr(check, _field(kind)),
        action=ACTION,
        user=request.user,
        data={"number": check.number, "result": check.get_result_display(), "how": check.get_how_display()},
    )
    messages.success(request, f"Check of {check.number} recorded: {check.get_result_display().lower()}.")
    return redirect(reverse(f"wagtailsnippets_contacts_{kind}:list"))


def _field(kind: str) -> str:
    return "service" if kind == "service" else "national_line"


urlpatterns = [path("<str:kind>/<int:pk>/", record, name="record")]
