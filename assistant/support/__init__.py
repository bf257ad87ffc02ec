"""Which of the measures that the library documents may be open to an enterprise: its profile in, verdicts with quotes out."""
