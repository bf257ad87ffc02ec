"""Accounts: who may sign in, as what, with which password, session or token; kept in SQL beside the catalogue."""
