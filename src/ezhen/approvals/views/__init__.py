"""Pages of approvals: lists, applying, the case and its decisions."""
