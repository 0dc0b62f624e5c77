"""The customer: one room a behaviour, each with its parameters, its equations and the loop that runs them."""
