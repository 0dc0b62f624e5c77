"""The pages that explain Tenfold; `python -m docs` writes the parts of them that are made from the code."""
