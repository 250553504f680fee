"""The names of filters and orders, as addresses, the command line and HTTP have them."""

GRADE = "grade."
"""Begins the names of filters by grade and the orders by it: `grade.liaocheng-hygiene`."""

FACETS = {
    "form": "kind",
    "demonstration": "demonstration",
    "inclusive": "inclusive",
    "mode": "service_mode",
    "age": "age_class",
    "nature": "nature",
}
"""Name in an address → facet."""

FILTERS = {
    "region": "only in this region: its code of 12 digits, or the first 2, 4, 6 or 9 of it",
    "near": "what lies in this region comes first",
    "kind": "facility, policy or interpretation",
    "form": "kind of facility: independent, kindergarten_class, community, employer …",
    "grade.SCHEME": "a grade of that scheme, say grade.liaocheng-hygiene=A",
    "filed": "true: those said to be filed; false: those said not to be",
    "closed": "true: those said to have closed; false: the others",
    "demonstration": "national, provincial, municipal, county",
    "inclusive": "yes or no",
    "mode": "full_day, half_day, hourly, temporary",
    "age": "infant, small_toddler, large_toddler, mixed",
    "nature": "for_profit, non_profit, public",
    "fee": "at most so many yuan a month",
    "places": "at least so many places",
}
"""What can be filtered by, for help and documentation. A name given again means "or"."""

ORDERS = {
    "relevance": "what fits best first",
    "fee": "lowest fee first",
    "newest": "last assessed or published first",
    "grade.SCHEME": "best grade of that scheme first",
}
"""How hits can be ordered, for help and documentation."""
