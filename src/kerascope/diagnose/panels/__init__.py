"""What the panels of a figure tell beside each other: what is blank, over what it lies, what it is called."""
