# Stands for `python -m package.module`, which is run in its place.
