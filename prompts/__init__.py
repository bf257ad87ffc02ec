"""Prompt texts, as data: one folder per prompt, one file per language."""
