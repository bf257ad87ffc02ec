"""Which technologies are worth bringing to licensees first: marks from both sides, grades by the office's rules, the pool over time."""
