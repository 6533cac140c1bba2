"""Measuring the product as a whole. Figures are read as ratios of one run; no test asserts them."""
