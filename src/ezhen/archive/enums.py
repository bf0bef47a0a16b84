"""What kinds of file the town takes."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class FileKind(TextChoices):
    """Accepted contents, found by reading the bytes, never by the name."""

    JPEG = "image/jpeg", _("JPEG picture")
    PNG = "image/png", _("PNG picture")
    WEBP = "image/webp", _("WebP picture")
    PDF = "application/pdf", _("PDF document")
    XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", _("Excel workbook")
    CSV = "text/csv", _("CSV table")


# what the log calls each action
LOGGED = {
    "archive.store_file": pgettext_lazy("log", "File stored"),
    "archive.add_document": pgettext_lazy("log", "Paper filed"),
    "archive.replace_document": pgettext_lazy("log", "Paper replaced"),
    "archive.withdraw_document": pgettext_lazy("log", "Paper withdrawn"),
    "archive.found_broken": pgettext_lazy("log", "Damaged file found"),
}
