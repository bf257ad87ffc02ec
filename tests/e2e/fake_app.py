"""The web app over made-up services, as a process of its own: `fake_app.py DATABASE PORT [MODEL]`."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path[:0] = [str(Path(__file__).parents[2]), str(Path(__file__).parent)]


def main() -> None:
    from fake_services import FakeServices

    from ui.serve import serve, warm_up

    warm_up()
    services = FakeServices(Path(sys.argv[1]), model_name=sys.argv[3] if len(sys.argv) > 3 else None)
    serve(services, port=int(sys.argv[2]), announce=lambda address: print(address, flush=True))


if __name__ == "__main__":
    main()
