"""Causes of the family 'figure'; see the catalogue in the docs."""
