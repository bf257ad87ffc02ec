"""The licence register: contracts entered by hand, what falls due under them, and who saw to it. For officers alone."""
