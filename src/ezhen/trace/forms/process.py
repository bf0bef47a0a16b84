"""Forms of a process run: inputs, output, readings by hand or from a sensor file."""

import csv
import datetime as dt
import io
from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ezhen.core.forms import ActionForm, DateTimeInput
from ezhen.trace.actions.process import Input, Reading
from ezhen.trace.enums import ProcessKind, ReadingSource
from ezhen.trace.forms.lot import quantity_field

MOST_READINGS = 2_000
COLUMNS = {
    "at": ("time", "时间", "日期时间", "采集时间", "记录时间"),
    "temperature": ("temperature", "温度", "温度(℃)", "温度℃", "temp"),
    "humidity": ("humidity", "湿度", "湿度(%)", "湿度%", "相对湿度"),
}


class ProcessForm(ActionForm):
    """What was done, when, and what came out."""

    kind = forms.ChoiceField(label=gettext_lazy("What was done"), choices=ProcessKind.choices)
    product = forms.ModelChoiceField(label=gettext_lazy("What came out"), queryset=None)
    quantity = quantity_field(gettext_lazy("How much came out"))
    started_at = forms.DateTimeField(label=gettext_lazy("Started"), widget=DateTimeInput)
    ended_at = forms.DateTimeField(label=gettext_lazy("Ended"), widget=DateTimeInput)
    site = forms.ModelChoiceField(label=gettext_lazy("Where"), queryset=None, required=False)
    note = forms.CharField(label=gettext_lazy("Note"), max_length=300, required=False)
    sensor = forms.FileField(
        label=gettext_lazy("Sensor file"),
        required=False,
        help_text=gettext_lazy("CSV with the columns time, temperature, humidity."),
    )

    def __init__(self, *args: Any, products: Any, sites: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["product"].queryset = products
        self.fields["site"].queryset = sites

    def clean_sensor(self) -> list[Reading]:
        """The readings of the file; the first line that cannot be read is named."""
        upload = self.cleaned_data["sensor"]
        return read_sensor_file(upload.read()) if upload else []


class ReadingForm(forms.Form):
    """A value taken by hand."""

    at = forms.DateTimeField(label=gettext_lazy("Time"), widget=DateTimeInput)
    activity = forms.CharField(label=gettext_lazy("Activity"), max_length=40)
    temperature = forms.DecimalField(
        label=gettext_lazy("°C"), max_digits=5, decimal_places=1, required=False
    )
    humidity = forms.DecimalField(
        label=gettext_lazy("Humidity %"),
        min_value=0,
        max_value=100,
        max_digits=4,
        decimal_places=1,
        required=False,
    )


ReadingFormSet = forms.formset_factory(ReadingForm, extra=1, max_num=100)


def inputs_of(formset: Any) -> list[Input]:
    """The rows as the action takes them."""
    return [Input(row["lot"], row["quantity"]) for row in formset.filled()]


def readings_of(formset: Any) -> list[Reading]:
    """The rows written by hand."""
    rows = [form.cleaned_data for form in formset.forms if form.cleaned_data]
    return [Reading(**row) for row in rows]


def read_sensor_file(content: bytes) -> list[Reading]:
    """Readings from a logger's CSV, in whatever encoding; column names Chinese or English.

    Raises ValidationError naming the line. Times without zone are local.
    """
    reader = csv.DictReader(io.StringIO(_text(content)))
    columns = _columns(reader.fieldnames or [])
    rows = [_reading(number, row, columns) for number, row in enumerate(reader, start=2)]
    if not rows:
        raise ValidationError(_("The file has no readings."))
    if len(rows) > MOST_READINGS:
        raise ValidationError(
            _("The file has %(rows)d readings; %(most)d is the most. Thin it out first.")
            % {"rows": len(rows), "most": MOST_READINGS}
        )
    return rows


def _text(content: bytes) -> str:
    """Loggers write UTF-8 or GB 18030; guessing by statistics fails on files this short."""
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" not in text:
            return text
    raise ValidationError(_("This is not a CSV file."))


def _columns(names: Any) -> dict[str, str]:
    found = {
        key: name
        for name in names
        for key, words in COLUMNS.items()
        if (name or "").strip().lower() in words
    }
    if "at" not in found or not {"temperature", "humidity"} & set(found):
        raise ValidationError(
            _("The first line must name the columns time, temperature and humidity.")
        )
    return found


def _reading(number: int, row: dict[str, str], columns: dict[str, str]) -> Reading:
    try:
        at = parse_datetime((row[columns["at"]] or "").strip().replace("/", "-"))
        values = {
            key: Decimal((row[columns[key]] or "").strip()).quantize(Decimal("0.1"))
            for key in ("temperature", "humidity")
            if key in columns and (row[columns[key]] or "").strip()
        }
    except (InvalidOperation, ValueError):
        at, values = None, {}
    if at is None or not values:
        raise ValidationError(_("Line %(line)d of the file cannot be read.") % {"line": number})
    return Reading(at=_aware(at), activity=_("sensor"), source=ReadingSource.SENSOR.value, **values)


def _aware(at: dt.datetime) -> dt.datetime:
    return at if at.tzinfo else timezone.make_aware(at)
