"""Policies: what a text says about itself, which instrument it is a version of, which version applied on a day."""
