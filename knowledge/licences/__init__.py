"""Licence terms: fee clauses, offers, declarations, notices and term sheets, each field with the words that back it."""
