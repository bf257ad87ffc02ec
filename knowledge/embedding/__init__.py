"""Embedders: texts in two languages become unit vectors. MiniLM on this machine, or an OpenAI-compatible service."""
