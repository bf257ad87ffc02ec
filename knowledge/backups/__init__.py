"""A library in one file, made while it is in use, and put in the place of another."""
