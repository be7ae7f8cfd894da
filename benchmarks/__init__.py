"""Benchmarks print numbers and ratios against a raw baseline in the same run; none asserts a time."""
