"""Invalidation: changes of a bucket's objects go in, what CloudFront keeps of them is forgotten."""
