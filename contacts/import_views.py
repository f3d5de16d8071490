"""Import and export of contacts in the admin: upload, look at every difference, confirm. Drafts only."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from wagtail.admin import messages
from wagtail.admin.auth import user_passes_test
from wagtail.permission_policies.base import ModelPermissionPolicy

from contacts import contact_import, contact_rows, import_plan, spreadsheet
from contacts.contact_columns import COLUMNS, HELP
from contacts.models import NationalLine, Service

A_PAGE = 100
TITLE = "Import and export"
NOT_READ = "Nothing was imported. {}"
NOTHING_WAITS = "No file is waiting to be confirmed: it was imported or taken back, or half an hour has passed."
CHANGED = "The contacts have changed since you looked. Nothing was saved. Look at the differences again."
MAY_NOT = "You may not import contacts: that takes the right to change them. Nothing was imported."
TAKEN_BACK = "The file was taken back. Nothing was saved."
SAVED = "Saved as drafts and sent for approval: {}. Nothing is published until a second person approves it."


def kinds_to_export(user: Any) -> list[type[Any]]:
    """The kinds of contacts that this user may see, with what only editors see of them."""
    seen = ["view", "add", "change", "delete"]
    return [kind for kind in (Service, NationalLine) if ModelPermissionPolicy(kind).user_has_any_permission(user, seen)]


def may_export(user: Any) -> bool:
    return bool(kinds_to_export(user))


def may_import(user: Any) -> bool:
    """Whoever may change one kind of contact. Rows of the other kind are refused when they would change something."""
    return user.has_perm("contacts.change_service") or user.has_perm("contacts.change_nationalline")


class UploadForm(forms.Form):
    file = forms.FileField(
        label="Spreadsheet",
        help_text="A file of the kind that you export above: .xlsx, or .csv in UTF-8.",
        widget=forms.FileInput(attrs={"accept": ".xlsx,.csv"}),
        error_messages={"empty": "The file is empty.", "required": "Choose a file first."},
    )

    def clean_file(self):
        """The rows of the file; its name is kept beside them."""
        sent = self.cleaned_data["file"]
        self.sent_name: str = sent.name
        if sent.size > spreadsheet.MAX_BYTES:
            raise ValidationError(spreadsheet.TOO_BIG)
        try:
            return spreadsheet.read(sent.read(), COLUMNS)
        except spreadsheet.SpreadsheetError as error:
            raise ValidationError(str(error)) from error


def page(request: HttpRequest, name: str, context: dict, status: int = 200) -> TemplateResponse:
    trail = [{"url": reverse("wagtailadmin_home"), "label": "Home"}, {"url": "", "label": TITLE}]
    common = {"breadcrumbs_items": trail, "page_title": TITLE, "header_title": TITLE, "header_icon": "download"}
    return TemplateResponse(request, f"contacts/import/{name}.html", common | context, status=status)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@user_passes_test(may_export)
def index(request: HttpRequest) -> HttpResponseBase:
    """Both ways in one place; a file that is sent is read, compared and kept, and nothing is saved."""
    form = UploadForm(request.POST or None, request.FILES or None) if may_import(request.user) else None
    status = 200
    if request.method == "POST":
        if form and form.is_valid():
            return _look(request, form)
        messages.error(request, NOT_READ.format(" ".join(map(str, form["file"].errors))) if form else MAY_NOT)
        status = 422 if form else 403
    columns = [(title, name, HELP.get(name, "")) for name, title in COLUMNS.items()]
    return page(request, "index", {"form": form, "columns": columns}, status=status)


def _look(request: HttpRequest, form: UploadForm) -> HttpResponseBase:
    rows, name = form.cleaned_data["file"], form.sent_name
    plan = contact_import.compare(rows, request.user)
    if plan.faults:
        return page(request, "refused", {"plan": plan, "name": name, "row_count": len(rows)}, status=422)
    import_plan.keep(request.session, import_plan.Waiting(name, rows, plan.digest()))
    return redirect("contact_import:check")


@never_cache
@require_safe
@user_passes_test(may_export)
def export(request: HttpRequest, kind: str) -> HttpResponse:
    """All that is published and that the user may see."""
    return as_file(contact_rows.export(*kinds_to_export(request.user)), kind)


def as_file(rows: Iterable[contact_rows.Cells], kind: str) -> HttpResponse:
    """A file to download that the import takes back, "csv" or "xlsx"."""
    if kind == "xlsx":
        response = HttpResponse(spreadsheet.to_xlsx(rows, COLUMNS, "Contacts"), content_type=spreadsheet.XLSX_TYPE)
    else:
        response = HttpResponse(spreadsheet.to_csv(rows, COLUMNS), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="contacts-{timezone.localdate()}.{kind}"'
    return response


@never_cache
@require_safe
@user_passes_test(may_import)
def check(request: HttpRequest) -> HttpResponseBase:
    """Every difference, as the contacts are at this moment. Saves nothing."""
    waiting = import_plan.waiting_in(request.session)
    if waiting is None:
        messages.warning(request, NOTHING_WAITS)
        return redirect("contact_import:index")
    plan = contact_import.compare(waiting.rows, request.user)
    if plan.faults:
        return page(request, "refused", {"plan": plan, "name": waiting.name, "row_count": len(waiting.rows)})
    shown = Paginator(plan.changes, A_PAGE).get_page(request.GET.get("p"))
    changed = plan.digest() != waiting.digest
    context = {"plan": plan, "waiting": waiting, "shown": shown, "changed": changed, "whose": _whose(plan.drafts)}
    return page(request, "check", context)


def _whose(drafts: list[Any]) -> str:
    """1 service and 2 national lines."""
    counts = Counter(str(draft._meta.verbose_name) for draft in drafts)
    return " and ".join(f"{count} {name}{'' if count == 1 else 's'}" for name, count in sorted(counts.items()))


@require_POST
@user_passes_test(may_import)
def confirm(request: HttpRequest) -> HttpResponseBase:
    """Saves the drafts when they would be what the editor was shown; otherwise shows the differences again."""
    waiting = import_plan.waiting_in(request.session)
    if waiting is None:
        messages.warning(request, NOTHING_WAITS)
        return redirect("contact_import:index")
    plan = _save(request, waiting)
    if plan is None:
        messages.warning(request, CHANGED)
        return redirect("contact_import:check")
    import_plan.forget(request.session)
    messages.success(request, SAVED.format(", ".join(contact.name for contact in plan.drafts[:10])))
    return redirect("contact_import:index")


@transaction.atomic
def _save(request: HttpRequest, waiting: import_plan.Waiting) -> import_plan.Plan | None:
    """All drafts, or none; None when the plan is not the one that was shown."""
    # Nobody else changes a contact meanwhile.
    for kind in (Service, NationalLine):
        list(kind.objects.select_for_update().order_by("pk"))
    plan = contact_import.compare(waiting.rows, request.user)
    if plan.faults or plan.digest() != request.POST.get("digest"):
        return None
    contact_import.save_drafts(plan, request.user)
    return plan


@require_POST
@user_passes_test(may_import)
def take_back(request: HttpRequest) -> HttpResponseBase:
    import_plan.forget(request.session)
    messages.success(request, TAKEN_BACK)
    return redirect("contact_import:index")
