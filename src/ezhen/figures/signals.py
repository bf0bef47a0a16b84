"""What figures tell the modules above."""

from django.dispatch import Signal

# returns of a data set were filed, decided or sealed: dataset (code), after the commit
filings_changed = Signal()
