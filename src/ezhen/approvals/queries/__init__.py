"""Reads of procedures, cases, notices and offers, one aggregate a file."""
