"""The command `consultation`: each room brings its own commands; here are those of the whole house.

Results go to standard output (JSON where asked), progress and messages to standard error. Exit codes: 0 done,
1 refused (with the reason), 2 wrong use.
"""

import sys

import click

from consultation import i18n
from consultation.rooms import command_groups


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
def main() -> None:
    """Consult a neighbourhood on its plan: questionnaires and idea boxes tied to each action."""


@main.group()
def catalogues() -> None:
    """For developers: the translations of the program."""


@catalogues.command("update")
def update_catalogues() -> None:
    """Extract the source strings and merge them into every catalogue."""
    i18n.update()


@catalogues.command("check")
def check_catalogues() -> None:
    """Fail when a catalogue is stale or a promised string is missing."""
    found = list(i18n.problems())
    for line in found:
        click.echo(line)
    sys.exit(1 if found else 0)


for group in command_groups():
    main.add_command(group)

if __name__ == "__main__":
    main()
