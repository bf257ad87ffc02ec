"""The web app over made-up services, as a process of its own: `fake_app.py DATABASE PORT [MODEL]`, under FAKE_ROOT_PATH."""

from __future__ import annotations

import os
import sys
from pathlib import Path

sys.path[:0] = [str(Path(__file__).parents[2]), str(Path(__file__).parent)]


def main() -> None:
    from fake_services import FakeServices

    from ui.serve import Serving, serve, warm_up

    warm_up()
    services = FakeServices(Path(sys.argv[1]), model_name=sys.argv[3] if len(sys.argv) > 3 else None)
    serving = Serving(root_path=os.environ.get("FAKE_ROOT_PATH", ""))
    serve(
        services, serving=serving, port=int(sys.argv[2]), announce=lambda address: print(address, flush=True)
    )


if __name__ == "__main__":
    main()
