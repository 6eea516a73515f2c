"""Causes of the family 'model'; see the catalogue in the docs."""
