"""Review of drafts: what the drafter wrote is kept, changed, read by a second person, and approved or returned. Nothing is sent."""
