"""One step of the benchmark inside one desk's settings: `python -m bench.stage fill 10000`."""

import json
import os
import sys


def main() -> None:
    """Run the step named on the command line and print its figures as JSON."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "madang.config.settings")
    import django

    django.setup()
    step, number = sys.argv[1], int(sys.argv[2])
    if step == "fill":
        from .fill import fill

        fill(number)
        print("{}")
    if step == "readers":
        from .readers import measure as measure_readers

        print(json.dumps(measure_readers(number)))
    if step == "team":
        from .team import measure as measure_team

        print(json.dumps(measure_team(number)))
    if step == "depth":
        from .depth import measure as measure_depth

        print(json.dumps(measure_depth(number)))
    if step == "take":
        from .mails import take_when_told

        take_when_told(number)
    if step == "sending":
        from .sending import measure as measure_sending

        print(json.dumps(measure_sending(number)))
    if step == "mails":
        from .mails import measure

        print(json.dumps(measure(number)))


if __name__ == "__main__":
    main()
