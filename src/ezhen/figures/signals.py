"""What figures tell the modules above."""

from django.dispatch import Signal

# returns of a data set were filed, decided or sealed: dataset (code); sent in the
# transaction of the change, so that what a receiver writes commits with it
filings_changed = Signal()
