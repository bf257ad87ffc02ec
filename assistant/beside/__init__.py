"""Answers made in processes of their own, beside the one that serves: a question in, its steps out."""
