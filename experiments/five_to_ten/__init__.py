"""E1: does "a new customer costs five to ten times an old one" justify spending on retention?"""
