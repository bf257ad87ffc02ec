"""Understand a question: the text and the turns before it in, a plan out."""
