"""Sending the live site to the host that serves it: only what changed, switched in one step."""
