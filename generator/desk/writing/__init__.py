"""Drafts: what is typed and handed in, kept on the disk."""
