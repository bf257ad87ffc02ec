"""Matching: an enterprise's need in; patents ranked with the evidence for each requirement, gates and a score out."""
