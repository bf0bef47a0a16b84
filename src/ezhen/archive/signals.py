"""What the archive tells the modules above."""

from django.dispatch import Signal

# a document was added, replaced, withdrawn or found broken: types (set of str), after the commit
documents_changed = Signal()
