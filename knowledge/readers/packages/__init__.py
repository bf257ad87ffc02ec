"""Filing packages: files that are one document together, and images that belong to another file."""
