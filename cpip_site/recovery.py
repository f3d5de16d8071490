"""When a phone is lost: another administrator takes the second factor off, and the next sign-in sets up a new one."""

from typing import Any

from allauth.mfa.models import Authenticator
from django.contrib import messages
from django.contrib.auth import get_user_model
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from wagtail.log_actions import log

from cpip_site import audit
from cpip_site.sessions import end_sessions

ACTION = "second_factor.reset"


@transaction.atomic
def reset(user: Any, by: Any = None) -> int:
    """Takes off every second factor of the account and ends its sessions; gives how many factors there were."""
    count, _ = Authenticator.objects.filter(user=user).delete()
    end_sessions(user)
    log(instance=user, action=ACTION, user=by)
    audit.warn(f"Second factor reset by {f'account {by.pk}' if by else 'an operator'}", user)
    return count


def may_reset(by: Any, user: Any) -> bool:
    """Only for administrators, and never for oneself: whoever still has the session may not be the owner."""
    return by.is_superuser and by != user


def reset_view(request: HttpRequest, pk: int) -> HttpResponse:
    user = get_object_or_404(get_user_model(), pk=pk)
    if not may_reset(request.user, user):
        raise PermissionDenied
    if request.method != "POST":
        return render(request, "account/reset_second_factor.html", {"account": user})
    reset(user, by=request.user)
    messages.success(request, f"The second factor of {user.get_username()} is off. Their next sign-in sets up another.")
    return redirect("wagtailusers_users:index")
