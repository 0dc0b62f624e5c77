"""E1: whether "a new customer costs five to ten times an old one" justifies spending on retention."""
