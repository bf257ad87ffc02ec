"""Reports for the office and for policy staff: the funnel over time, terms that end, offers that ended, needs without a match."""
