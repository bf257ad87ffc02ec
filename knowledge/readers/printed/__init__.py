"""Printed pages: PDF with and without a text layer, scans, images of pages, title pages and letters patent."""
