"""Rules side by side: all provisions on one topic across documents and levels, with what differs between them."""
