"""Compose an answer: a plan and its evidence in, a draft whose sentences carry their quotes out."""
