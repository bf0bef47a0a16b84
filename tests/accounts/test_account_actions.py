"""Three powers: it takes two people to let somebody in, and neither touches the log."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse
from tests.factories import PASSWORD, make_user

from ezhen.accounts import actions
from ezhen.accounts.enums import AccountState, Role
from ezhen.accounts.errors import AccountRefused, NameTaken
from ezhen.accounts.models import User
from ezhen.core.errors import AlreadyDone, NotAllowed
from ezhen.core.log import history

pytestmark = pytest.mark.django_db


@pytest.fixture
def system():
    """A system administrator."""
    return make_user(role="system_admin")


@pytest.fixture
def security():
    """A security administrator."""
    return make_user(role="security_admin")


def propose(by, **facts):
    """An office account that waits."""
    facts = {"username": "chen", "display_name": "陈", "role": "bureau"} | facts
    return actions.propose_user(password=PASSWORD, by=by, **facts)


def test_proposed_account_waits_and_cannot_sign_in(client, system):
    user = propose(system)
    assert user.state == AccountState.WAITING
    client.post("/account/login/", {"login": "chen", "password": PASSWORD})
    assert "_auth_user_id" not in client.session


def test_granted_account_signs_in_and_must_choose_a_password(client, system, security):
    user = actions.grant_user(user=propose(system), by=security)
    assert user.is_active
    client.force_login(user)
    answer = client.get("/home/")
    assert answer.headers["Location"] == reverse("account_change_password")
    fresh = "another long pass phrase"
    facts = {"oldpassword": PASSWORD, "password1": fresh, "password2": fresh}
    assert client.post(reverse("account_change_password"), facts).status_code == 302
    assert client.get("/home/").status_code == 200
    assert "accounts.change_password" in {entry.action for entry in history(user)}


@pytest.mark.parametrize("role", [role for role in Role.values if role != "system_admin"])
def test_only_the_system_administrator_proposes_closes_and_unlocks(role):
    by, other = make_user(role=role), make_user()
    with pytest.raises(NotAllowed):
        propose(by)
    for refused in (
        lambda: actions.close_user(user=other, reason="离岗", by=by),
        lambda: actions.unlock_user(user=other, by=by),
        lambda: actions.reset_password(user=other, password=PASSWORD, by=by),
    ):
        with pytest.raises(NotAllowed):
            refused()


@pytest.mark.parametrize("role", [role for role in Role.values if role != "security_admin"])
def test_only_the_security_administrator_grants_and_refuses(role, system):
    by, user = make_user(role=role), propose(system)
    with pytest.raises(NotAllowed):
        actions.grant_user(user=user, by=by)
    with pytest.raises(NotAllowed):
        actions.refuse_user(user=user, reason="不需要", by=by)


def test_business_account_is_not_proposed(system):
    with pytest.raises(AccountRefused):
        propose(system, role="producer")


def test_name_that_is_taken_or_a_weak_password_is_refused(system):
    propose(system)
    with pytest.raises(NameTaken):
        propose(system, username="CHEN")
    with pytest.raises(ValidationError):
        actions.propose_user(
            username="li", display_name="李", role="bureau", password="1234567890", by=system
        )


def test_refused_account_is_closed_with_its_reason(system, security):
    user = actions.refuse_user(user=propose(system), reason="岗位已撤", by=security)
    assert user.state == AccountState.CLOSED
    assert "岗位已撤" in history(user).last().facts
    with pytest.raises(AlreadyDone):
        actions.grant_user(user=user, by=security)


def test_refusal_and_closing_need_a_reason(system, security):
    user = propose(system)
    with pytest.raises(AccountRefused):
        actions.refuse_user(user=user, reason=" ", by=security)
    with pytest.raises(AccountRefused):
        actions.close_user(user=user, reason="", by=system)


def test_closed_account_loses_its_session(client, system):
    user = make_user(role="bureau")
    client.force_login(user)
    assert client.get("/home/").status_code == 200
    actions.close_user(user=user, reason="调离", by=system)
    assert client.get("/home/").status_code == 302
    with pytest.raises(AlreadyDone):
        actions.close_user(user=user, reason="调离", by=system)


def test_nobody_closes_the_own_account_or_the_last_of_a_power(system, security):
    with pytest.raises(AccountRefused, match="自己"):
        actions.close_user(user=system, reason="离岗", by=system)
    with pytest.raises(AccountRefused, match="最后"):
        actions.close_user(user=security, reason="离岗", by=system)
    make_user(role="security_admin")
    assert actions.close_user(user=security, reason="离岗", by=system).state == "closed"


def test_new_password_needs_a_grant_again(client, system, security):
    user = make_user(role="regulator")
    changed = actions.reset_password(user=user, password="given by the office", by=system)
    assert (changed.state, changed.must_change_password) == (AccountState.WAITING, True)
    facts = {"login": user.username, "password": "given by the office"}
    client.post("/account/login/", facts)
    assert "_auth_user_id" not in client.session
    actions.grant_user(user=changed, by=security)
    client.post("/account/login/", facts)
    assert client.session["_auth_user_id"] == str(user.pk)


def test_own_password_is_not_reset_and_a_last_power_keeps_its_account(system, security):
    with pytest.raises(AccountRefused):
        actions.reset_password(user=system, password="given by the office", by=system)
    with pytest.raises(AccountRefused):
        actions.reset_password(user=security, password="given by the office", by=system)
    assert User.objects.get(pk=security.pk).check_password(PASSWORD)


def test_closed_account_gets_no_password(system):
    user = actions.close_user(user=make_user(), reason="注销", by=system)
    with pytest.raises(AccountRefused):
        actions.reset_password(user=user, password="given by the office", by=system)


def test_account_locks_after_wrong_passwords_and_is_unlocked(client, system, settings):
    user = make_user(role="bureau")
    facts = {"login": user.username, "password": "wrong"}
    for _try in range(settings.AXES_FAILURE_LIMIT):
        answer = client.post("/account/login/", facts)
    assert "暂时锁定" in answer.text
    from ezhen.accounts.queries import locked_accounts

    assert list(locked_accounts()) == [user]
    actions.unlock_user(user=user, by=system)
    assert not locked_accounts().exists()
    client.post("/account/login/", {"login": user.username, "password": PASSWORD})
    assert client.session["_auth_user_id"] == str(user.pk)


def test_database_keeps_state_and_access_together():
    user = make_user()
    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.filter(pk=user.pk).update(is_active=False)
