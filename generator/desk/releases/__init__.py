"""From a draft to a signed release: packed, reviewed, signed, carried, published."""
