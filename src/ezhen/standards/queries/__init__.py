"""Reads of the standard, one subject a file."""
