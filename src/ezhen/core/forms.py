"""Forms: one renderer, one hidden key against double submits, one way to show a refusal."""

import hashlib
import uuid
from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.db import IntegrityError
from django.forms.renderers import TemplatesSetting
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ezhen.core.actions import action
from ezhen.core.errors import DomainError
from ezhen.core.models import Submission

CARRIED = {"csrfmiddlewaretoken", "submission"}


class FormRenderer(TemplatesSetting):
    """Fields through the UI kit."""

    form_template_name = "ui/form.html"
    field_template_name = "ui/field.html"


class DateInput(forms.DateInput):
    """The browser's own calendar."""

    input_type = "date"

    def __init__(self, **kwargs: object) -> None:
        super().__init__(format="%Y-%m-%d", **kwargs)  # type: ignore[arg-type]


class DateTimeInput(forms.DateTimeInput):
    """The browser's own date and time."""

    input_type = "datetime-local"

    def __init__(self, **kwargs: object) -> None:
        super().__init__(format="%Y-%m-%dT%H:%M", **kwargs)  # type: ignore[arg-type]


class PhotosInput(forms.FileInput):
    """Several pictures, from the camera or the gallery; `photos.js` adds them up and shows them."""

    allow_multiple_selected = True
    template_name = "ui/photos_input.html"

    def __init__(self) -> None:
        super().__init__({"accept": "image/jpeg,image/png,image/webp", "data-ez-photos": ""})

    def value_from_datadict(self, _data: Any, files: Any, name: str) -> list[Any]:
        """All files of this name."""
        return files.getlist(name) if hasattr(files, "getlist") else files.get(name, [])


class PhotosField(forms.FileField):
    """A list of uploads, at most `most`; what they hold is checked when they are stored."""

    widget = PhotosInput

    def __init__(self, *, most: int = 12, **kwargs: Any) -> None:
        self.most = most
        super().__init__(**kwargs)

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        """Each file by itself. Raises ValidationError for an empty one, and for too many."""
        files = list(data or [])
        if len(files) > self.most:
            raise forms.ValidationError(_("At most %(most)d photos.") % {"most": self.most})
        if not files and self.required:
            raise forms.ValidationError(self.error_messages["required"], code="required")
        return [super(PhotosField, self).clean(file, initial) for file in files]


class ActionForm(forms.Form):
    """Base of forms that lead to one action: a key makes the second click find the first answer."""

    submission = forms.UUIDField(widget=forms.HiddenInput, required=False, initial=uuid.uuid4)

    def facts(self) -> dict[str, Any]:
        """What was filled in, for an action whose arguments are named like the fields."""
        return {name: value for name, value in self.cleaned_data.items() if name != "submission"}

    def refuse(self, error: DomainError) -> None:
        """Show a refusal at its field, or on top."""
        field = error.field if error.field in self.fields else None
        self.add_error(field, forms.ValidationError(str(error), code=error.code))

    def refuse_facts(self, error: forms.ValidationError) -> None:
        """Show what a model's own checks refused, each at its field."""
        found = error.error_dict if hasattr(error, "error_dict") else {None: error.error_list}
        for name, errors in found.items():
            self.add_error(name if name in self.fields else None, errors)


class ReasonForm(ActionForm):
    """Why."""

    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=300,
        widget=forms.Textarea({"rows": 2}),
        error_messages={"required": gettext_lazy("Say why.")},
    )


def submit(request: HttpRequest, form: ActionForm, do: Callable[[], str]) -> HttpResponse | None:
    """Run `do` (one action, returning the URL to go to) once for this form's key and content.

    Returns the redirect, or None when the form must be shown again with its errors.
    The key and the action commit together, so a resend after a crash runs it exactly once.
    """
    if not form.is_valid():
        return None
    sent = {
        "key": form.cleaned_data.get("submission") or uuid.uuid4(),
        "digest": _digest(request),
    }
    if earlier := Submission.objects.filter(**sent).first():
        return redirect(earlier.target)
    user = request.user if request.user.is_authenticated else None

    @action
    def once() -> str:
        submission = Submission.objects.create(user=user, target="/", **sent)
        submission.target = do()
        submission.save(update_fields=["target"])
        return submission.target

    try:
        return redirect(once())
    except IntegrityError:
        if other := Submission.objects.filter(**sent).first():  # the other click was faster
            return redirect(other.target)
        raise
    except DomainError as error:
        form.refuse(error)
    except forms.ValidationError as error:
        form.refuse_facts(error)
    return None


def press(request: HttpRequest, found: Any, do: Callable[[], Any], said: str = "") -> HttpResponse:
    """A button on the page of `found` (a row or an address): run `do` (one action), say what became
    of it, and show the page again. For actions that refuse by themselves to be done twice."""
    try:
        do()
    except DomainError as error:
        messages.error(request, str(error))
    except forms.ValidationError as error:
        messages.error(request, "；".join(error.messages))
    else:
        if said:
            messages.success(request, said)
    return redirect(found)


def _digest(request: HttpRequest) -> str:
    """Of what was filled in, without the keys that the page itself carries."""
    filled = [(name, values) for name, values in request.POST.lists() if name not in CARRIED]
    files = [
        (name, file.name, file.size) for name, found in request.FILES.lists() for file in found
    ]
    return hashlib.sha256(repr((sorted(filled), sorted(files))).encode()).hexdigest()
