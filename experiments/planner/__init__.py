"""What a planner can be told of their own market: its figures, what is not known of it, and what follows."""
