"""Enterprises' needs: each a record of its owner's; officers see it once it is submitted, and its budget only if shared."""
