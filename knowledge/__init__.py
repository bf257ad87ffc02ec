"""What the library holds: files in; records, passages and ranked hits out."""
