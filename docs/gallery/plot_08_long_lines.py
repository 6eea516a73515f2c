"""
Lines of millions of points
===========================

A long line is drawn by the first, least, greatest and last value of each stretch of it, so that no extreme is lost and
a gap is not bridged. The heading says so.
"""

import numpy as np

from kerascope import draw_lines

rng = np.random.default_rng(5)
signal = np.cumsum(rng.normal(size=2_000_000)).astype("float32")
signal[600_000:800_000] = np.nan
signal[1_500_000] += 3000

drawing = draw_lines(signal, dims=("time",), title="two million points, one spike")
