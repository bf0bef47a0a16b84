"""Writes of the programme, one aggregate a file."""
