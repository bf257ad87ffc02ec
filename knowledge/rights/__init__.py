"""Rights: register entries, term, standing on a day, families."""
