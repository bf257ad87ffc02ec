"""The program's own interface: a REST API under /api/v1 and an OpenAI-compatible one under /v1, for programs with a token."""
