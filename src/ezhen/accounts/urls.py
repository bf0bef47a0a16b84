"""Login, second factor, and the demo's open door.

The names are allauth's, which looks its pages up by them; only those a town needs are here. No
mail is sent: who forgot a password asks the system administrator.
"""

from allauth.account import views as account
from allauth.mfa.base import views as factor
from allauth.mfa.recovery_codes import views as recovery
from allauth.mfa.totp import views as totp
from django.urls import path

from ezhen.accounts import views
from ezhen.accounts.views import own_password
from ezhen.core.access import public

FACTOR = "second-factor"

urlpatterns = [
    path("demo/", views.demo_roles, name="demo_roles"),
    path("demo/<str:username>/", views.demo_enter, name="demo_enter"),
    path("login/", public(account.login), name="account_login"),
    path("logout/", public(account.logout), name="account_logout"),
    path("closed/", public(account.account_inactive), name="account_inactive"),
    path("password/", own_password(account.password_change), name="account_change_password"),
    path("confirm/", own_password(account.reauthenticate), name="account_reauthenticate"),
    path(f"{FACTOR}/", own_password(factor.index), name="mfa_index"),
    path(f"{FACTOR}/enter/", public(factor.authenticate), name="mfa_authenticate"),
    path(f"{FACTOR}/confirm/", own_password(factor.reauthenticate), name="mfa_reauthenticate"),
    path(f"{FACTOR}/app/", own_password(totp.activate_totp), name="mfa_activate_totp"),
    path(f"{FACTOR}/app/remove/", own_password(totp.deactivate_totp), name="mfa_deactivate_totp"),
    path(
        f"{FACTOR}/codes/",
        own_password(recovery.view_recovery_codes),
        name="mfa_view_recovery_codes",
    ),
    path(
        f"{FACTOR}/codes/new/",
        own_password(recovery.generate_recovery_codes),
        name="mfa_generate_recovery_codes",
    ),
    path(
        f"{FACTOR}/codes/file/",
        own_password(recovery.download_recovery_codes),
        name="mfa_download_recovery_codes",
    ),
]
