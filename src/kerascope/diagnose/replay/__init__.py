"""The making of a plotted array, evaluated again on the values that are still alive."""
