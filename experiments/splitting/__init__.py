"""How one budget is split between winning and keeping customers: markets, best shares by simulation, ratios."""
