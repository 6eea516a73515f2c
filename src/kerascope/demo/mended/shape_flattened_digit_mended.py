"""Show the first digit of the data set."""

from sklearn.datasets import load_digits

import kerascope

digits = load_digits()
digit = digits.images[0]

drawing = kerascope.draw_image(digit, title=f"the first digit, a {digits.target[0]}")
drawing.save("shape_flattened_digit_mended.png")
