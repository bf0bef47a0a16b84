"""The demo year, built only through the doors of the modules."""

from ezhen.demo.actions.year import load_year, settle_year

__all__ = ["load_year", "settle_year"]
