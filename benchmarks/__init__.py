"""What kerascope costs, as ratios measured within one run: `python -m benchmarks`, or `make bench`."""
