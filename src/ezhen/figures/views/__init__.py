"""Pages, one aggregate a file."""
