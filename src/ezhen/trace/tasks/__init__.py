"""Background work, one aggregate a file."""
