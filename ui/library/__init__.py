"""The library's pages: what is held, one document's record, pictures and differences, and files that come in."""
