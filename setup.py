"""Find the packages: the four folders at the top are installed below one name, with every folder inside them."""

from setuptools import find_packages, setup

PARTS = ("sim", "agents", "scenarios", "experiments")

setup(packages=[f"tenfold.{name}" for part in PARTS for name in (part, *(f"{part}.{x}" for x in find_packages(part)))])
