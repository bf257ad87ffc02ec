"""The web host: HTTP requests in; pages, streamed answers and evidence out."""
