"""What the archive tells the modules above."""

from django.dispatch import Signal

# a document was added, replaced, withdrawn or found broken: types (set of str); sent in the
# transaction of the change, so that what a receiver writes commits with it
documents_changed = Signal()

# a document of a thing was added or withdrawn: kind, group, id of the thing. Sent within the
# transaction, so that what counts its papers is right or nothing happened
subject_changed = Signal()
