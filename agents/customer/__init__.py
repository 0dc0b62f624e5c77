"""The customer: one module a mechanism, each with its parameters, its equations and the loop that runs them."""
