"""What an outsider runs against a published site, needing nothing but its published key.

site.py tells the story: checkpoints (heads), entries (leaves), files (files, records). proofs.py
checks one record without a network.
"""
