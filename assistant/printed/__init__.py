"""Pages as they were printed, with the words that are quoted from them marked."""
