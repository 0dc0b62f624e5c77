"""Measure speed and memory: the engine against itself and against programs of the same market."""
