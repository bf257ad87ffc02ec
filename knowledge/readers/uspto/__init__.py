"""USPTO data that is no XML: green book, search dumps, printed lines; and what all its readers share."""
