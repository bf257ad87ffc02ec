"""Saved web pages: what a person sees of them, without the site around it."""
