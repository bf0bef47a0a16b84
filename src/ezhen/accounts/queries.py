"""Reads about accounts."""

from django.db.models import QuerySet

from ezhen.accounts.models import User


def has_demo_users() -> bool:
    """True when the demo town has its chairs."""
    return User.objects.filter(is_demo=True).exists()


def demo_chairs() -> QuerySet[User]:
    """The demo accounts that can be entered, in the order they were made."""
    return User.objects.filter(is_demo=True, is_active=True).order_by("pk")
