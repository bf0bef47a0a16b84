"""Registers on paper, as they are filed."""
