"""The lists as files: for everybody as CSV, and for editors in and out of the admin."""

from __future__ import annotations

from django import forms
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe
from wagtail.admin import messages

from contacts import spreadsheet
from pages import commitment_import
from pages.commitment_lists import CommitmentListPage
from pages.commitment_rows import COLUMNS, HELP, rows_of
from pages.models import HomePage

TITLE = "Import and export"
MOST_BYTES = 1024 * 1024
SAVED = "Saved: {}."
CHANGED = "The list has changed since you looked. Nothing was saved. Look at the differences again."


@require_safe
def table_csv(request: HttpRequest, parent: str, name: str) -> HttpResponse:
    """The whole list as CSV, row for row what the page shows. Its address is the list's, with the list's name twice."""
    home = HomePage.objects.first()
    page = CommitmentListPage.objects.live().filter(url_path=f"{home.url_path}{parent}/" if home else "").first()
    if page is None or page.slug != name:
        raise Http404
    response = HttpResponse(spreadsheet.to_csv(rows_of(page), COLUMNS), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{page.slug}.csv"'
    return response


class UploadForm(forms.Form):
    """A file, or at the second step the rows of the file that was shown."""

    file = forms.FileField(
        label="Spreadsheet",
        required=False,
        help_text="A file of the kind that you export: .csv in UTF-8, or .xlsx.",
        widget=forms.FileInput(attrs={"accept": ".xlsx,.csv"}),
        error_messages={"empty": "The file is empty."},
    )
    text = forms.CharField(required=False, widget=forms.HiddenInput)
    digest = forms.CharField(required=False, widget=forms.HiddenInput)

    def clean(self):
        sent = self.cleaned_data.get("file")
        data = sent.read(MOST_BYTES + 1) if sent else self.cleaned_data.get("text", "").encode()
        if not data and not self.errors:
            raise ValidationError("Choose a file first.")
        if len(data) > MOST_BYTES:
            raise ValidationError("The file is too big: at most 1 MB can be read.")
        try:
            self.rows = spreadsheet.read(data, COLUMNS) if data else []
        except spreadsheet.SpreadsheetError as error:
            raise ValidationError(str(error)) from error
        return self.cleaned_data


def page_of(request: HttpRequest, pk: int) -> CommitmentListPage:
    page = get_object_or_404(CommitmentListPage, pk=pk)
    if not page.permissions_for_user(request.user).can_add_subpage():
        raise PermissionDenied
    return page


@never_cache
@require_safe
def index(request: HttpRequest) -> HttpResponseBase:
    pages = [
        page for page in CommitmentListPage.objects.live() if page.permissions_for_user(request.user).can_add_subpage()
    ]
    columns = [(title, name, HELP.get(name, "")) for name, title in COLUMNS.items()]
    return show(request, "index", {"pages": pages, "columns": columns})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def upload(request: HttpRequest, pk: int) -> HttpResponseBase:
    """A file that is sent is compared and shown, and nothing is saved; the word to go on comes with its rows."""
    page = page_of(request, pk)
    form = UploadForm(request.POST or None, request.FILES or None)
    if not form.is_valid():
        return show(request, "upload", {"page": page, "form": form}, 422 if form.is_bound else 200)
    plan = commitment_import.compare(page, form.rows, request.user)
    if plan.faults:
        return show(request, "refused", {"page": page, "plan": plan}, 422)
    if (shown := request.POST.get("digest")) and put(page, plan, shown, request.user):
        messages.success(request, SAVED.format(", ".join(change.page.label for change in plan.changes[:20])))
        return redirect("wagtailadmin_explore", page.pk)
    if shown:
        messages.warning(request, CHANGED)
    text = spreadsheet.to_csv([row.cells for row in form.rows], COLUMNS).decode("utf-8-sig")
    again = UploadForm(initial={"text": text, "digest": plan.digest()})
    publishes = page.permissions_for_user(request.user).can_publish()
    return show(request, "check", {"page": page, "plan": plan, "form": again, "publishes": publishes})


@transaction.atomic
def put(page: CommitmentListPage, plan: commitment_import.Plan, shown: str, user) -> bool:
    """All of it, or nothing. False when it is not what was shown."""
    if plan.digest() != shown or not plan.changes:
        return False
    commitment_import.save(page, plan, user)
    return True


def show(request: HttpRequest, name: str, context: dict, status: int = 200) -> TemplateResponse:
    trail = [
        {"url": reverse("wagtailadmin_home"), "label": "Home"}, {"url": reverse("commitments:index"), "label": TITLE},
    ]  # fmt: skip
    common = {"breadcrumbs_items": trail, "page_title": TITLE, "header_title": TITLE, "header_icon": "download"}
    return TemplateResponse(request, f"pages/admin/commitments/{name}.html", common | context, status=status)


addresses = [path("", index, name="index"), path("<int:pk>/", upload, name="upload")]
