"""What signing in adds to Wagtail's own screens, and the guide for editors."""

from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.staticfiles import versioned_static
from wagtail.admin.widgets import Button
from wagtail.log_actions import LogActionRegistry

from cpip_site import guide, policy_report_view
from cpip_site.recovery import ACTION, may_reset, reset_view


@hooks.register("register_admin_urls")
def reset_url() -> list[URLPattern]:
    return [path("second-factor/reset/<int:pk>/", reset_view, name="reset_second_factor")]


@hooks.register("register_user_listing_buttons")
def reset_button(user: Any, request_user: Any) -> Iterator[Button]:
    if may_reset(request_user, user):
        address = reverse("reset_second_factor", args=[user.pk])
        yield Button("Reset second factor", address, icon_name="key", priority=25)


@hooks.register("register_account_menu_item")
def second_factor_item(request: HttpRequest) -> dict[str, str]:
    return {
        "url": reverse("mfa_index"),
        "label": "Second factor",
        "help_text": "Your authenticator app, passkeys and recovery codes.",
    }


@hooks.register("register_log_actions")
def reset_action(actions: LogActionRegistry) -> None:
    actions.register_action(ACTION, "Reset second factor", "Second factor reset")


@hooks.register("insert_global_admin_js")
def start_script() -> str:
    return format_html('<script src="{}"></script>', versioned_static("js/admin_start.js"))


@hooks.register("register_admin_urls")
def guide_url() -> list[URLPattern]:
    return guide.addresses()


@hooks.register("register_admin_menu_item")
def guide_item() -> MenuItem:
    return guide.menu_item()


@hooks.register("register_admin_urls")
def policy_report_urls() -> list[URLPattern]:
    return policy_report_view.addresses()


@hooks.register("register_reports_menu_item")
def policy_report_item() -> MenuItem:
    return policy_report_view.menu_item()
