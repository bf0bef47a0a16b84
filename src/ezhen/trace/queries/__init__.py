"""Reads that span tables, one aggregate a file."""
