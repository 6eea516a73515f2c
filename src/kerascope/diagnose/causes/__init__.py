"""One file per cause, in a folder per family: shape, range, selection, figure, model."""
