"""What the command `tenfold` is made of: its words, how it shows and ends, and the files that people take away."""
