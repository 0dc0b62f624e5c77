"""Read tables as firms have them: a row a customer, or a row a purchase."""
