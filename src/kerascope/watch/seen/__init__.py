"""What there is to be seen of a figure and its artists, measured without a change to any."""
