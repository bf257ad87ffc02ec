"""Answers prepared in processes of their own, beside the one that serves: a question in, what an answer is written from out."""
