"""The administrators' pages: each does its part and sees no more."""

import pytest
from django.urls import reverse
from tests.factories import PASSWORD, make_user

from ezhen.accounts import actions
from ezhen.accounts.models import User
from ezhen.core import jobs, log
from ezhen.core.models import LogEntry

pytestmark = pytest.mark.django_db


def waiting():
    """An account that waits for its grant."""
    return actions.propose_user(
        username="wei",
        display_name="魏建华",
        role="regulator",
        password=PASSWORD,
        by=make_user(role="system_admin"),
    )


def test_account_list_names_who_waits(client_as):
    waiting()
    page = client_as("security_admin").get(reverse("users"))
    assert "1 个账号待授权" in page.text
    assert "魏建华" in page.text
    assert "开设账号" not in page.text


@pytest.mark.parametrize("num", [1, 3])
def test_account_list_needs_as_many_queries_for_three_as_for_one(
    client_as, num, django_assert_num_queries
):
    client = client_as("audit_admin")
    client.get(reverse("home"))  # the session notes when it was seen last
    for _number in range(num):
        make_user()
    with django_assert_num_queries(6):
        client.get(reverse("users"))


def test_system_administrator_opens_an_account(client_as):
    client = client_as("system_admin")
    facts = {
        "display_name": "魏建华",
        "username": "wei",
        "role": "regulator",
        "password": PASSWORD,
    }
    answer = client.post(reverse("new_user"), facts)
    made = User.objects.get(username="wei")
    assert answer.headers["Location"] == made.get_absolute_url()
    page = client.get(made.get_absolute_url())
    assert "待授权" in page.text
    assert "授权</button>" not in page.text


def test_account_form_shows_a_refusal_at_its_field(client_as):
    make_user(username="wei")
    client = client_as("system_admin")
    facts = {"display_name": "魏", "username": "wei", "role": "bureau", "password": PASSWORD}
    assert "这个用户名已有人用" in client.post(reverse("new_user"), facts).text
    facts = facts | {"username": "wei2", "password": "12345"}
    assert "至少" in client.post(reverse("new_user"), facts).text


def test_security_administrator_grants_on_the_page(client_as):
    user = waiting()
    client = client_as("security_admin")
    assert "授权" in client.get(user.get_absolute_url()).text
    client.post(reverse("grant_user", args=[user.uuid]))
    assert User.objects.get(pk=user.pk).is_active
    again = client.post(reverse("grant_user", args=[user.uuid]), follow=True)
    assert "已有人办理" in again.text


def test_security_administrator_refuses_with_a_reason(client_as):
    user = waiting()
    client = client_as("security_admin")
    url = reverse("refuse_user", args=[user.uuid])
    assert client.post(url, {"refuse-reason": ""}).status_code == 200
    assert client.post(url, {"refuse-reason": "岗位已撤"}).status_code == 302
    assert User.objects.get(pk=user.pk).state == "closed"


def test_system_administrator_closes_unlocks_and_gives_a_password(client_as):
    user = make_user(role="bureau")
    client = client_as("system_admin")
    client.post(reverse("unlock_user", args=[user.uuid]))
    url = reverse("reset_password", args=[user.uuid])
    client.post(url, {"password-password": "given by the office"})
    assert User.objects.get(pk=user.pk).state == "waiting"
    client.post(reverse("close_user", args=[user.uuid]), {"close-reason": "调离"})
    assert User.objects.get(pk=user.pk).state == "closed"


def test_only_readers_of_the_log_see_what_a_person_did(client_as):
    user = make_user(display_name="王建平")
    for role, sees in (("audit_admin", True), ("auditor", True), ("system_admin", False)):
        page = client_as(role).get(user.get_absolute_url())
        assert ("最近记录" in page.text) is sees


@pytest.mark.parametrize("role", ["system_admin", "security_admin", "bureau", "producer"])
def test_log_is_closed_to_those_who_do_not_audit(client_as, role):
    client = client_as(role)
    assert client.get(reverse("log")).status_code == 403
    assert client.post(reverse("verify_log")).status_code == 403


def test_log_finds_by_person_action_day_and_content(client_as):
    make_user(username="findme")
    client = client_as("audit_admin")
    url = reverse("log")
    assert "开设账号" in client.get(url, {"subject": "findme"}).text
    assert "没有符合的记录" in client.get(url, {"actor": "没有这个人"}).text
    assert "没有符合的记录" in client.get(url, {"action": "accounts.close_user"}).text
    assert "没有符合的记录" in client.get(url, {"last": "2020-01-01", "first": "2019-12-01"}).text
    assert client.get(url, {"first": "not a day"}).status_code == 200


@pytest.mark.parametrize("num", [1, 3])
def test_log_needs_as_many_queries_for_three_entries_as_for_one(
    client_as, num, django_assert_num_queries
):
    client = client_as("audit_admin")
    client.get(reverse("home"))
    for _number in range(num):
        make_user()
    with django_assert_num_queries(6):
        client.get(reverse("log"))


def test_log_goes_out_as_excel(client_as):
    answer = client_as("auditor").get(reverse("log"), {"as": "xlsx"})
    assert answer.headers["Content-Type"].endswith("spreadsheetml.sheet")


def test_log_entry_leads_to_what_it_speaks_of(client_as):
    user = make_user(display_name="王建平")
    entry = LogEntry.objects.get(subject_id=str(user.uuid))
    page = client_as("audit_admin").get(reverse("log_entry", args=[entry.uuid]))
    assert user.get_absolute_url() in page.text
    assert entry.digest in page.text


def test_log_entry_of_a_thing_that_is_gone_is_shown_all_the_same(client_as):
    gone = User(username="gone")
    entry = log.record(action="later.module", subject=gone, by=None)
    page = client_as("audit_admin").get(reverse("log_entry", args=[entry.uuid]))
    assert "later.module" in page.text


def test_log_is_verified_in_the_background(client_as, settings, tmp_path):
    settings.DATA_DIR = tmp_path
    client = client_as("audit_admin")
    log.seal_all()
    client.post(reverse("verify_log"))
    client.post(reverse("verify_log"))
    page = client.get(reverse("log"))
    assert "还没有核验过" in page.text
    assert reverse("verification") in page.text
    assert jobs.run_until_idle() == 1
    assert "看结果" in client.get(reverse("verification")).text
    assert "日志完整" in client.get(reverse("log")).text


def test_log_that_was_changed_is_named_on_the_page_and_at_home(client_as, settings, tmp_path):
    from django.db import connection

    settings.DATA_DIR = tmp_path
    client = client_as("audit_admin")
    log.seal_all()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE core_logentry SET facts = '{}' WHERE block_id IS NOT NULL")
    client.post(reverse("verify_log"))
    jobs.run_until_idle()
    assert "日志有 1 处被改动" in client.get(reverse("log")).text
    assert "日志被改动：1 处" in client.get(reverse("home")).text


@pytest.mark.parametrize(
    ("role", "text"),
    [
        ("system_admin", "使用中的账号"),
        ("security_admin", "给账号授权：魏建华"),
        ("audit_admin", "核验日志"),
        ("auditor", "日志条数"),
    ],
)
def test_home_of_each_power_shows_its_work(client_as, role, text):
    waiting()
    assert text in client_as(role).get(reverse("home")).text


def test_account_is_made_at_the_console(monkeypatch):
    from click.testing import CliRunner

    from ezhen.accounts.commands import group
    from ezhen.core import setup

    monkeypatch.setattr(setup, "prepare", lambda: None)
    facts = ["create", "--username", "first", "--name", "史建军", "--role", "system_admin"]
    done = CliRunner().invoke(group, [*facts, "--password", PASSWORD])
    assert done.exit_code == 0, done.output
    assert User.objects.get(username="first").is_active
    again = CliRunner().invoke(group, [*facts, "--password", PASSWORD])
    assert again.exit_code == 1
    weak = CliRunner().invoke(group, [*facts[:2], "second", *facts[3:], "--password", "123"])
    assert weak.exit_code == 1
