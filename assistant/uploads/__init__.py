"""Files that officers send in: kept in the home, looked at, then read into the library behind the page."""
