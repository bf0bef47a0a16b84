"""Login, second factor, accounts and the log, and the demo's open door.

The names are allauth's, which looks its pages up by them; only those a town needs are here. No
mail is sent: who forgot a password asks the system administrator.
"""

from allauth.account import views as entry
from allauth.mfa.base import views as factor
from allauth.mfa.recovery_codes import views as recovery
from allauth.mfa.totp import views as totp
from django.urls import path

from ezhen.accounts.views import account, demo, log
from ezhen.accounts.views.own import own_password
from ezhen.core.access import public

FACTOR = "second-factor"

urlpatterns = [
    path("demo/", demo.demo_roles, name="demo_roles"),
    path("demo/<str:username>/", demo.demo_enter, name="demo_enter"),
    path("users/", account.users, name="users"),
    path("users/new/", account.new_user, name="new_user"),
    path("users/<uuid:uuid>/", account.user, name="user"),
    path("users/<uuid:uuid>/close/", account.close, name="close_user"),
    path("users/<uuid:uuid>/grant/", account.grant, name="grant_user"),
    path("users/<uuid:uuid>/refuse/", account.refuse, name="refuse_user"),
    path("users/<uuid:uuid>/unlock/", account.unlock, name="unlock_user"),
    path("users/<uuid:uuid>/password/", account.reset_password, name="reset_password"),
    path("log/", log.log, name="log"),
    path("log/verify/", log.verify, name="verify_log"),
    path("log/verification/", log.verification, name="verification"),
    path("log/<uuid:uuid>/", log.entry, name="log_entry"),
    path("login/", public(entry.login), name="account_login"),
    path("logout/", public(entry.logout), name="account_logout"),
    path("closed/", public(entry.account_inactive), name="account_inactive"),
    path("password/", own_password(entry.password_change), name="account_change_password"),
    path("confirm/", own_password(entry.reauthenticate), name="account_reauthenticate"),
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
