"""Reads of definitions, returns and seals, one aggregate a file."""
