"""The registers of the demo year: what the offices wrote down, area by area."""

from ezhen.demo.actions.ledgers.book import Book
from ezhen.demo.actions.ledgers.fill import fill_ledgers

__all__ = ["Book", "fill_ledgers"]
