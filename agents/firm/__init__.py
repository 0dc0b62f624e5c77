"""The firm: what it spends, what that reaches, what it knows and how it decides."""
