"""Looking through the library without a question: facets with counts, lists in order, versions and their differences."""
