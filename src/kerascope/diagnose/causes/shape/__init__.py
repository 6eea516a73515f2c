"""Causes of the family 'shape'; see the catalogue in the docs."""
