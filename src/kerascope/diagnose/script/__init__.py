"""The watched script, read as text: what its statements, loops and names say. Nothing is evaluated here."""
