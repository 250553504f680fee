"""The transparency log: what was published, in a form that cannot be rewritten in silence."""
