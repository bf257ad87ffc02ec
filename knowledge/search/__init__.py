"""Search: a query in, ranked passages of both languages out; the two indexes, their fusion, and the order among good candidates."""
