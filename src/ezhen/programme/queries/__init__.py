"""Reads of the programme."""
