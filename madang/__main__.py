"""The `madang` command."""

import os
import sys

COMMANDS = {
    "serve": "start everything: migrate, then the web pages, the mail receiver, jobs and timers",
    "web": "serve the pages alone (with PostgreSQL: as many as you like)",
    "work": "run mail, jobs and timers alone; --no-receiver leaves the mail receiver to `receive`",
    "receive": "receive mail alone",
    "setup": "set the desk up without a browser",
    "demo": "load the sample data",
    "member": "let a member back in: a link that sets a password, or no second factor",
    "token": "make, list and revoke tokens for the API",
    "mail": "say what raw messages mean: madang mail read FILE…",
    "search": "rebuild the search index",
    "doctor": "say in words what is wrong with this set-up",
    "migrate": "bring the database up to this version",
}


def main() -> None:
    """Run one command; a wrong setting is answered with one sentence and exit code 2."""
    from madang.config.environment import EnvironmentRefused, read_environment
    from madang.setup.unusable import trouble_with

    arguments = sys.argv[1:]
    if not arguments or arguments[0] in {"help", "--help", "-h"}:
        _print_help()
        return
    if arguments[0] in {"version", "--version"}:
        from madang import __version__

        print(__version__)
        return
    try:
        environment = read_environment()
    except EnvironmentRefused as refused:
        print(f"madang: {refused}", file=sys.stderr)
        raise SystemExit(2) from None
    if trouble := trouble_with(environment.data):
        print(f"madang: {trouble}", file=sys.stderr)
        raise SystemExit(1)

    if arguments[0] == "serve":
        from madang.config.supervisor import serve

        raise SystemExit(serve(environment))

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "madang.config.settings")
    from django.core.management import execute_from_command_line

    execute_from_command_line(["madang", *arguments])


def _print_help() -> None:
    print("Madang: a customer-support desk you host yourself.\n\nmadang COMMAND [--help]\n")
    for name, does in COMMANDS.items():
        print(f"  {name:<10}{does}")


if __name__ == "__main__":
    main()
