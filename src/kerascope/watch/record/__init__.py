"""What happens, written down as it happens, and as cheaply as can be."""
