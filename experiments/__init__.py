"""What is asked: one question, one module."""
