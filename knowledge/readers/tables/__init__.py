"""Tables: CSV, TSV and XLSX exports of databases, lists of offers, column maps, and any other table."""
