"""Entering: the password, the lock, the second factor, the end of a session, on the pages."""

import re
import time

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import (
    format_hotp_value,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.contrib.auth.hashers import identify_hasher
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from tests.factories import PASSWORD, make_user

from ezhen.core import crypto
from ezhen.core.models import LogEntry

pytestmark = pytest.mark.django_db
LOGIN = "/account/login/"


@pytest.fixture(autouse=True)
def keys():
    crypto.ensure_master_key()
    cache.clear()  # allauth counts wrong codes of a user there


def sign_in(client, user, password=PASSWORD, **more):
    return client.post(LOGIN, {"login": user.username, "password": password, **more})


def is_inside(client):
    return client.get(reverse("home")).status_code == 200


def code_of(secret):
    """What an authenticator app shows now."""
    counter = next(iter(yield_hotp_counters_from_time()))
    return format_hotp_value(hotp_value(secret, counter))


def secret_on(page):
    return re.search(r'class="ez-code">([A-Z2-7]{16,})<', page.text)[1]


def confirm(client, name, password=PASSWORD):
    """Say once more who one is, on the way to a page."""
    asked = client.get(reverse(name))
    assert asked.url.startswith(reverse("account_reauthenticate"))
    assert "请确认是您本人" in client.get(asked.url).text
    return client.post(asked.url, {"password": password, "next": reverse(name)})


def enrol(client, callbacks):
    """A user who switched on the second factor through the pages; the app's secret."""
    user = make_user(role="operator")
    sign_in(client, user)
    confirm(client, "mfa_activate_totp")
    page = client.get(reverse("mfa_activate_totp"))
    assert "用手机上的身份验证器扫描下图" in page.text
    secret = secret_on(page)
    with callbacks(execute=True):
        done = client.post(reverse("mfa_activate_totp"), {"code": code_of(secret)})
    assert done.url == reverse("mfa_view_recovery_codes")
    assert "双重验证已启用" in client.get(reverse("mfa_index")).text
    return user, secret


@pytest.fixture
def enrolled(client, django_capture_on_commit_callbacks):
    """The client is signed in as this user, who has a second factor."""
    return enrol(client, django_capture_on_commit_callbacks)


def test_right_password_enters(client):
    user = make_user()
    assert sign_in(client, user).url == reverse("home")
    assert is_inside(client)
    assert LogEntry.objects.filter(action="accounts.sign_in", subject_id=str(user.uuid)).exists()


def test_page_asked_for_comes_after_the_sign_in(client):
    user = make_user(role="bureau")
    asked = client.get(reverse("parties:organisations"))
    assert asked.url == f"{LOGIN}?next=/parties/"
    assert sign_in(client, user, next="/parties/").url == "/parties/"


@pytest.mark.parametrize("address", ["https://evil.example/", "//evil.example/", "javascript:x"])
def test_sign_in_leads_to_no_strange_site(client, address):
    assert sign_in(client, make_user(), next=address).url == reverse("home")


@pytest.mark.parametrize("name", ["nobody", ""])
def test_wrong_name_and_wrong_password_sound_the_same(client, name):
    user = make_user()
    wrong = sign_in(client, user, "not the password").text
    assert "用户名或密码不对。" in wrong
    if name:
        strange = client.post(LOGIN, {"login": name, "password": "x"}).text
        assert "用户名或密码不对。" in strange
    assert not is_inside(client)


def test_account_locks_after_five_wrong_passwords_for_the_right_one_too(client):
    user = make_user()
    answers = [sign_in(client, user, "wrong") for _try in range(5)]
    assert [answer.status_code for answer in answers[:4]] == [200] * 4
    assert answers[4].status_code == 429
    assert "已锁定 15 分钟" in answers[4].text
    late = sign_in(client, user)
    assert late.status_code == 429
    assert not is_inside(client)
    assert LogEntry.objects.filter(action="accounts.locked_out").count() >= 1


def test_lock_holds_from_every_address_and_for_this_account_only(client):
    user, other = make_user(), make_user()
    for number in range(5):
        Client(REMOTE_ADDR=f"10.0.0.{number}").post(
            LOGIN, {"login": user.username, "password": "wrong"}
        )
    assert sign_in(Client(REMOTE_ADDR="10.0.0.99"), user).status_code == 429
    assert sign_in(Client(REMOTE_ADDR="10.0.0.1"), other).status_code == 302


def test_right_password_in_between_starts_the_count_anew(client):
    user = make_user()
    for _round in range(3):
        for _try in range(4):
            assert sign_in(client, user, "wrong").status_code == 200
        assert sign_in(client, user).status_code == 302
        client.post("/account/logout/")


def test_whole_office_behind_one_address_can_sign_in():
    """No limit per address: forty people, one network."""
    for user in [make_user() for _number in range(40)]:
        assert sign_in(Client(), user).status_code == 302


def test_whole_office_behind_one_address_can_enter_its_codes(django_capture_on_commit_callbacks):
    """Twelve people with a second factor, one network, one minute."""
    for _number in range(12):
        user, secret = enrol(Client(), django_capture_on_commit_callbacks)
        visitor = Client()
        sign_in(visitor, user)
        visitor.post(reverse("mfa_authenticate"), {"code": code_of(secret)})
        assert is_inside(visitor)


def test_signing_out_ends_the_session(client):
    user = make_user()
    sign_in(client, user)
    assert client.get("/account/logout/").status_code == 200
    assert is_inside(client)
    client.post("/account/logout/")
    assert not is_inside(client)
    assert LogEntry.objects.filter(action="accounts.sign_out").exists()


def test_nobody_signs_up_without_a_business(client):
    assert client.get("/account/signup/").status_code == 404
    assert reverse("parties:register") in client.get(LOGIN).text


def test_session_that_was_left_alone_ends(client, settings, monkeypatch):
    sign_in(client, make_user())
    assert is_inside(client)
    now = time.time()
    monkeypatch.setattr(time, "time", lambda: now + settings.SESSION_IDLE_SECONDS - 5)
    assert is_inside(client)
    monkeypatch.setattr(time, "time", lambda: now + 2 * settings.SESSION_IDLE_SECONDS)
    assert not is_inside(client)
    assert not client.session.get("_auth_user_id")


def test_session_ends_after_a_working_day_however_busy(client, settings, monkeypatch):
    sign_in(client, make_user())
    now, hours = time.time(), 0
    while hours * 1800 < settings.SESSION_COOKIE_AGE:
        monkeypatch.setattr(time, "time", lambda hours=hours: now + hours * 1800)
        assert is_inside(client), hours
        hours += 1
    monkeypatch.setattr(time, "time", lambda: now + settings.SESSION_COOKIE_AGE + 60)
    assert not is_inside(client)


def test_cookie_ends_with_the_browser_unless_asked_and_never_after_the_day(client, settings):
    user = make_user()
    sign_in(client, user)
    assert client.cookies[settings.SESSION_COOKIE_NAME]["max-age"] == ""
    other = Client()
    sign_in(other, user, remember="on")
    assert other.cookies[settings.SESSION_COOKIE_NAME]["max-age"] == settings.SESSION_COOKIE_AGE


def test_cookies_are_out_of_reach_of_scripts_and_other_sites(client, settings):
    sign_in(client, make_user())
    cookie = client.cookies[settings.SESSION_COOKIE_NAME]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"


def test_session_key_changes_at_the_sign_in(client, settings):
    client.get(LOGIN)
    client.cookies[settings.SESSION_COOKIE_NAME] = "planted"
    sign_in(client, make_user())
    assert client.cookies[settings.SESSION_COOKIE_NAME].value != "planted"


def test_second_factor_is_asked_for_at_the_next_sign_in(enrolled):
    user, secret = enrolled
    client = Client()
    asked = sign_in(client, user)
    assert asked.url == reverse("mfa_authenticate")
    assert not is_inside(client)
    page = client.get(asked.url)
    assert "请打开手机上的身份验证器" in page.text
    wrong = client.post(asked.url, {"code": "000000"})
    assert "动态码不对，请等下一个码再试。" in wrong.text
    assert not is_inside(client)
    assert client.post(asked.url, {"code": code_of(secret)}).url == reverse("home")
    assert is_inside(client)


def test_secret_of_the_app_is_sealed_at_rest(enrolled):
    user, secret = enrolled
    kept = Authenticator.objects.get(user=user, type="totp")
    assert secret not in str(kept.data)
    assert LogEntry.objects.filter(action="accounts.add_second_factor").exists()


def test_wrong_codes_lock_the_account_like_wrong_passwords(enrolled):
    user, secret = enrolled
    client = Client()
    sign_in(client, user)
    for _try in range(5):
        client.post(reverse("mfa_authenticate"), {"code": "000000"})
    late = client.post(reverse("mfa_authenticate"), {"code": code_of(secret)})
    assert late.status_code in {200, 429}
    assert not is_inside(client)
    assert sign_in(Client(), user).status_code == 429


def test_recovery_code_opens_the_account_once(enrolled, client):
    user, _secret = enrolled
    page = client.get(reverse("mfa_view_recovery_codes"))
    codes = re.findall(r'<li class="ez-code">(\d+)</li>', page.text)
    assert len(codes) == 10
    assert "还剩 10 个备用码" in page.text
    for place, expected in enumerate([True, False]):
        visitor = Client()
        sign_in(visitor, user)
        visitor.post(reverse("mfa_authenticate"), {"code": codes[0]})
        assert is_inside(visitor) is expected, place


def test_second_factor_is_switched_off_and_remembered(enrolled, client):
    user, _secret = enrolled
    assert "要停用双重验证吗？" in client.get(reverse("mfa_deactivate_totp")).text
    done = client.post(reverse("mfa_deactivate_totp"), follow=True)
    assert "双重验证已停用。" in done.text
    assert sign_in(Client(), user).url == reverse("home")
    assert LogEntry.objects.filter(action="accounts.remove_second_factor").exists()


def test_what_protects_the_account_asks_for_the_password_once_more(client):
    sign_in(client, make_user())
    assert "密码不对。" in confirm(client, "mfa_activate_totp", "wrong").text
    done = confirm(client, "mfa_activate_totp")
    assert done.url == reverse("mfa_activate_totp")
    assert client.get(done.url).status_code == 200


def test_password_is_changed_and_other_sessions_end(client):
    user, elsewhere = make_user(), Client()
    sign_in(elsewhere, user)
    sign_in(client, user)
    fresh = "another good long phrase"
    facts = {"oldpassword": PASSWORD, "password1": fresh, "password2": fresh}
    done = client.post(reverse("account_change_password"), facts, follow=True)
    assert "密码已修改。" in done.text
    assert is_inside(client)
    assert not is_inside(elsewhere)
    assert sign_in(Client(), user, fresh).status_code == 302
    assert LogEntry.objects.filter(action="accounts.change_password").exists()


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        ({"oldpassword": "wrong"}, "现在的密码输错了。"),
        ({"password1": "short", "password2": "short"}, "10"),
        ({"password1": "1234567890123", "password2": "1234567890123"}, "密码"),
        ({"password2": "something else again"}, "密码"),
    ],
)
def test_password_that_is_not_good_enough_is_refused(client, facts, said):
    user = make_user()
    sign_in(client, user)
    good = {
        "oldpassword": PASSWORD,
        "password1": "a new long phrase",
        "password2": "a new long phrase",
    }
    answer = client.post(reverse("account_change_password"), good | facts)
    assert answer.status_code == 200
    assert answer.context["form"].errors
    assert said in answer.text
    assert sign_in(Client(), user).status_code == 302


def test_password_is_kept_with_the_strong_default(settings):
    from django.conf import global_settings

    settings.PASSWORD_HASHERS = global_settings.PASSWORD_HASHERS
    hasher = identify_hasher(make_user().password)
    assert hasher.algorithm == "pbkdf2_sha256"
    assert hasher.iterations >= 1_000_000
