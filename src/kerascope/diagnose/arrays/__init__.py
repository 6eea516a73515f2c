"""What an array is: its axes, and where its numbers are found again, in models, files and other arrays."""
