"""Counting over the store: regions, the whole site, what is missing, how it was before."""
