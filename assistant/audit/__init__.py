"""The audit: who did what, when and to which thing, in lines that are only ever added; kept in SQL beside the catalogue."""
