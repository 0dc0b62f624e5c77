"""Where the command `tenfold` begins: it can be interrupted from the first line on, before more is imported."""

from tenfold.experiments.command_line.interruption import end_at_once


def main() -> int:
    """Run the command with the words of this process; see `tenfold.experiments.cli.main`."""
    end_at_once()
    from tenfold.experiments.cli import main as command

    return command()


if __name__ == "__main__":
    raise SystemExit(main())
