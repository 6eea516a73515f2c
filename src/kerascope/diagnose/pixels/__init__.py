"""What the values of one picture tell by themselves: encoding, colours, order of the axes."""
