"""`make forge`: single places of a small site are changed at random, and four judges look at it."""
