"""Writes of the standard, one aggregate a file."""
