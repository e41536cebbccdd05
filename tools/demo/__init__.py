"""The demo of the One Window suite: a league's service centre with three months of work behind it."""
