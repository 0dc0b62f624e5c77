"""What is configured: data only."""
