"""Forms, one aggregate a file."""
