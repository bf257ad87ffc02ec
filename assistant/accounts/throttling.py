"""How long to wait after wrong passwords: failures in a row in, seconds out."""

from __future__ import annotations

FREE_TRIES = 5  # of one account
FREE_TRIES_OF_ADDRESS = 20  # from one address, whatever the account: an office shares one
_FIRST_WAIT_S = 15
_LONGEST_WAIT_S = 15 * 60
FORGOTTEN_AFTER_S = 60 * 60  # without another failure


def wait_s(failures: int, free: int) -> int:
    """Return the seconds to wait after so many failures: none at first, then doubled each time up to 15 minutes."""
    over = failures - free
    return 0 if over < 0 else int(min(_FIRST_WAIT_S * 2 ** min(over, 10), _LONGEST_WAIT_S))
