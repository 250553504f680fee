"""The names of filters and orders, as addresses, the command line and HTTP have them."""

from generator.model.messages import msg

GRADE = "grade."
"""Begins the names of filters by grade and the orders by it: `grade.liaocheng-hygiene`."""

FACETS = {
    "form": "kind",
    "demonstration": "demonstration",
    "inclusive": "inclusive",
    "clear": "clear",
    "mode": "service_mode",
    "age": "age_class",
    "nature": "nature",
}
"""Name in an address → facet."""

FILTERS = {
    "region": msg("only in this region: its code of 12 digits, or the first 2, 4, 6 or 9 of it"),
    "near": msg("what lies in this region comes first"),
    "kind": msg("facility, policy or interpretation"),
    "form": msg("kind of facility: independent, kindergarten_class, community, employer …"),
    "grade.SCHEME": msg("a grade of that scheme, say grade.liaocheng-hygiene=A"),
    "filed": msg("true: those said to be filed; false: those said not to be"),
    "closed": msg("true: those said to have closed; false: the others"),
    "demonstration": msg("national, provincial, municipal, county"),
    "inclusive": msg("yes or no"),
    "clear": msg("yes: of which neither a penalty nor anything overdue is published"),
    "mode": msg("full_day, half_day, hourly, temporary"),
    "age": msg("infant, small_toddler, large_toddler, mixed"),
    "nature": msg("for_profit, non_profit, public"),
    "fee": msg("at most so many yuan a month"),
    "places": msg("at least so many places"),
}
"""What can be filtered by, for help and documentation. A name given again means "or"."""

ORDERS = {
    "relevance": msg("what fits best first"),
    "fee": msg("lowest fee first"),
    "newest": msg("last assessed or published first"),
    "grade.SCHEME": msg("best grade of that scheme first"),
}
"""How hits can be ordered, for help and documentation."""
