"""Many needs at once: a table of them in; ranked technologies, an overview and drafts out, need by need, to be gone on with at any time."""
