"""Segmentation by events: what people do goes in, attributes that segments filter on come out."""
