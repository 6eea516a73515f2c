"""Causes of the family 'selection'; see the catalogue in the docs."""
