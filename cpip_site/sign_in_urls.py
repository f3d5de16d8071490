"""The way in. Only what stands here: no sign-up, no e-mail addresses, no password by mail, no social accounts.

The first two stand on Wagtail's own addresses, so that there is one way in and one way out.
"""

from allauth.account import views as account
from django.urls import include, path

from cpip_site.sign_in_views import SignInView

urlpatterns = [
    path("login/", SignInView.as_view(), name="account_login"),
    path("logout/", account.logout, name="account_logout"),
    path("confirm/", account.reauthenticate, name="account_reauthenticate"),
    path("second-factor/", include("allauth.mfa.urls")),
]
