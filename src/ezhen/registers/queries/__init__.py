"""Reads of the registers, one aggregate a file."""
