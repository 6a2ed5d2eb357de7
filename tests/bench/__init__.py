"""The yardsticks of the design, measured as ratios in one run: `make bench`."""
