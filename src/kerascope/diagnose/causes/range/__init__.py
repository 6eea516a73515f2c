"""Causes of the family 'range'; see the catalogue in the docs."""
