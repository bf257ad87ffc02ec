"""Numbers: of patents, applications and policies, as each office writes them, and the exact keys made of them."""
