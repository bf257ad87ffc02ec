"""JSON: our own records, exports and answers of patent databases, lines of documents."""
