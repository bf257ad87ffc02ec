"""Running the product: what is under way, whether it is ready, what is measured and logged, backups."""
