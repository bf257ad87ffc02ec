"""Commands that measure: loading, asking, retrieval, answers. They need the measuring data; see benchmarks/README.md."""
