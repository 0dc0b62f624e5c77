"""Machinery that knows nothing of marketing: draws, columns, compiled loops, records, results."""
