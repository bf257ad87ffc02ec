"""Revisions of the database's tables, in order: alembic's scripts. Tables that are new are made from their definitions."""
