"""The command `doclora`: a table of commands, each imported only when it is called."""

from __future__ import annotations

import errno
import importlib
import os
import sys
from typing import Final

import click

from doclora import __version__
from doclora.errors import DocloraError, did_you_mean

COMMANDS: Final = {
    "run": "the whole way: documents to a model that answers",
    "extract": "documents to texto.md and figures",
    "describe": "figures to descriptions",
    "compose": "text and descriptions to texto_final.md",
    "process": "the three above: documents to texto_final.md",
    "review": "a local page to read and edit descriptions",
    "dataset": "text to an instruction dataset",
    "train": "a dataset to a LoRA adapter",
    "shrink": "an adapter to a smaller one",
    "evaluate": "the proof: adapter against base",
    "ask": "one question, one answer",
    "chat": "a conversation in the terminal",
    "vision": "the image service and its client",
    "setup": "fetch weights, check memory and disk, try them once",
    "status": "what is done and what is stale",
    "doctor": "what this machine can run, and what to install for more",
}


class LazyGroup(click.Group):
    """Lists its commands from `COMMANDS` and imports a command's module only to run it or to show its help."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """In the order of the way, not of the alphabet."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of that name.

        Raises:
            UsageError: with the name that was meant, where one is near.
        """
        if cmd_name not in COMMANDS:
            if meant := did_you_mean(cmd_name, COMMANDS):
                raise click.UsageError(f"no such command: {cmd_name}{meant}", ctx)
            return None
        module = importlib.import_module(f"doclora.cli.{cmd_name}")
        command: click.Command = module.command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """From the table, without importing anything."""
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="doclora")
@click.option("-v", "--verbose", is_flag=True, help="Say more of what is being done.")
@click.option("-q", "--quiet", is_flag=True, help="Only results, warnings and errors.")
def cli(verbose: bool, quiet: bool) -> None:
    """Turn the documents of one domain, text and figures, into a language model that has specialised in them.

    Start with: doclora run paper.pdf -o my-model
    """
    from doclora import console

    console.configure(verbose=verbose, quiet=quiet)


def main() -> None:
    """Run the command line; end with the exit code of doclora.errors."""
    try:
        code = cli.main(prog_name="doclora", standalone_mode=False)
    except click.exceptions.Exit as stop:
        code = stop.exit_code
    except click.ClickException as error:
        error.show()
        code = error.exit_code
    except DocloraError as error:
        _report(error)
        code = error.exit_code
    except (KeyboardInterrupt, click.Abort):
        sys.stderr.write("\ninterrupted; what was finished is kept\n")
        code = 130
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        code = 1
    except OSError as error:
        if error.errno != errno.ENOSPC:
            raise
        sys.stderr.write("error: no space left to write to\nhint: free some room, then give the same command again\n")
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        code = 1
    sys.exit(code if isinstance(code, int) else 0)


def _report(error: DocloraError) -> None:
    sys.stderr.write(f"error: {error.message}\nhint: {error.hint}\n")
