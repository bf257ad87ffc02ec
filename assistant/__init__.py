"""What is done with the library: a question in; a cited answer, a calculation or a refusal out."""
