"""What every table of the town keeps to."""

import pytest
from django.apps import apps
from django.contrib.auth import get_user_model
from django.db import models
from django.db.models import CheckConstraint, Q

from ezhen.core.models import AppendOnly, AppendOnlyError, AppendOnlyQuerySet

OURS = sorted(
    (
        model
        for model in apps.get_models(include_auto_created=True)
        if model.__module__.startswith("ezhen.")
    ),
    key=lambda model: model._meta.label,
)
EVIDENCE = [model for model in OURS if issubclass(model, AppendOnly)]
# rows that are made again from the row they go with
DERIVED = {"registers.RecordKey", "registers.ImportChunk"}
every_model = pytest.mark.parametrize("model", OURS, ids=lambda model: model._meta.label)
every_evidence = pytest.mark.parametrize("model", EVIDENCE, ids=lambda model: model._meta.label)


def conditions(model):
    """(look-up, value) couples of each CHECK of a model, one list a constraint."""
    for constraint in model._meta.constraints:
        if isinstance(constraint, CheckConstraint):
            yield list(flatten(constraint.condition))


def flatten(condition):
    """The leaves of a Q."""
    for child in condition.children:
        if isinstance(child, Q):
            yield from flatten(child)
        else:
            yield child


def field_of(lookup):
    """`state__in` speaks of `state`."""
    return lookup.split("__", 1)[0]


@every_model
def test_primary_key_is_big(model):
    assert type(model._meta.pk) is models.BigAutoField


@every_model
def test_no_default_ordering(model):
    assert not model._meta.ordering


@every_model
def test_foreign_keys_protect_what_they_point_at(model):
    wrong = [
        field.name
        for field in model._meta.concrete_fields
        if field.remote_field and field.remote_field.on_delete is not models.PROTECT
    ]
    if model._meta.auto_created or model._meta.label in DERIVED:
        return  # the rows of a many-to-many go with either end
    assert wrong == []


@every_model
def test_choices_are_bound_by_a_check(model):
    bound = [
        (lookup, {*value})
        for leaves in conditions(model)
        for lookup, value in leaves
        if lookup.endswith("__in")
    ]
    wrong = [
        field.name
        for field in model._meta.concrete_fields
        if field.choices
        and (f"{field.name}__in", {key for key, _ in field.flatchoices}) not in bound
    ]
    assert wrong == []


@every_model
def test_at_and_by_stand_together(model):
    """`decided_at` and `decided_by`: neither without the other, or both always there."""
    fields = {field.name: field for field in model._meta.concrete_fields}
    bound = [{field_of(lookup) for lookup, _ in leaves} for leaves in conditions(model)]
    wrong = []
    for name, by in fields.items():
        if not name.endswith("_by") or by.related_model is not get_user_model():
            continue
        at = fields.get(name.removesuffix("by") + "at")
        if at is None or (at.null and not any({at.name, name} <= names for names in bound)):
            wrong.append(name)
    assert wrong == []


def test_names_of_constraints_and_indexes_are_given_once():
    names = [
        part.name for model in OURS for part in [*model._meta.constraints, *model._meta.indexes]
    ]
    assert sorted(names) == sorted(set(names))
    assert all(names)
    assert not [
        model for model in OURS if model._meta.unique_together and not model._meta.auto_created
    ]


def test_there_is_evidence_to_protect():
    assert {"core.LogEntry", "core.LogBlock", "trace.Scan"} <= {m._meta.label for m in EVIDENCE}


@every_evidence
def test_evidence_has_one_manager_and_it_refuses(model):
    assert [manager.name for manager in model._meta.managers] == ["objects"]
    assert isinstance(model.objects.all(), AppendOnlyQuerySet)


CHANGES = {
    "update": lambda rows: rows.update(pk=1),
    "delete": lambda rows: rows.delete(),
    "raw delete": lambda rows: rows._raw_delete("default"),
    "bulk update": lambda rows: rows.bulk_update([], ["pk"]),
    "upsert": lambda rows: rows.bulk_create(
        [], update_conflicts=True, update_fields=["pk"], unique_fields=["pk"]
    ),
    "update or create": lambda rows: rows.update_or_create(pk=1),
}


@every_evidence
@pytest.mark.parametrize("change", CHANGES)
def test_evidence_refuses_changes_of_many(model, change):
    with pytest.raises(AppendOnlyError):
        CHANGES[change](model.objects.all())


@every_evidence
def test_evidence_refuses_changes_of_one(model):
    row = model(pk=1)
    row._state.adding = False
    with pytest.raises(AppendOnlyError):
        row.save()
    with pytest.raises(AppendOnlyError):
        row.save(update_fields=["id"])
    with pytest.raises(AppendOnlyError):
        row.delete()
