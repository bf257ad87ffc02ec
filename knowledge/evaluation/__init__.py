"""Retrieval measured on BEIR-like folders, beside the simple systems that others use."""
