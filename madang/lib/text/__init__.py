"""Words, as people write them: taken apart for searching, shortened, and put after names. Pure functions."""
