"""The command line: citewire serve | build | check | verify."""

import gc
import os
import socket
import sys
from collections.abc import Collection
from pathlib import Path
from typing import Annotated

import typer
import uvicorn
from uvicorn.config import LOGGING_CONFIG

from app import __version__
from app.compiler.mistakes import BuildFailed
from app.logs import configure_logs
from app.settings import EXIT_USAGE, WrongSettings, settings
from app.store.sealed import DatasetError, published, verified_here
from app.store.sealed import verify as verify_dataset

MOST_WORKERS = 4
"""As many processes serve unless more are asked for: each has a cache of its own."""
STOPPING = 10
"""How many seconds answers that are being sent have left when the server is told to stop."""
EXIT_MISTAKES = 1
"""The seed has mistakes; nothing was published."""
EXIT_DATASET = 3
"""There is no dataset, it is damaged or of another format, or none can be published."""

app = typer.Typer(
    name="citewire",
    help="News facts as data, each with the sentence that proves it.\n\n"
    "Exit codes: 0 done; 1 the seed has mistakes and nothing was published; 2 the command line"
    " or a setting is wrong; 3 there is no dataset, it is damaged, or none can be published.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)

SeedOption = Annotated[
    Path | None, typer.Option("--seed", help="Folder of documents and annotations.")
]
DataOption = Annotated[Path | None, typer.Option("--data", help="Folder to publish in.")]


def main() -> None:
    """Run the command line; mistakes and unfit datasets end it with a message, not a trace."""
    try:
        app()
    except BuildFailed as failure:
        for mistake in failure.mistakes:
            typer.echo(str(mistake), err=True)
        number = len(failure.mistakes)
        typer.echo(f"{number} mistake{'s' if number > 1 else ''}; nothing was published.", err=True)
        sys.exit(EXIT_MISTAKES)
    except WrongSettings as error:
        typer.echo(str(error), err=True)
        sys.exit(EXIT_USAGE)
    except DatasetError as error:
        typer.echo(str(error), err=True)
        sys.exit(EXIT_DATASET)


def _tell_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"citewire {__version__}")
        raise typer.Exit


@app.callback()
def options(
    *,
    version: Annotated[
        bool,
        typer.Option(
            "--version", callback=_tell_version, is_eager=True, help="Show the version and exit."
        ),
    ] = False,
) -> None:
    """What comes before a command."""


@app.command()
def check(seed: SeedOption = None) -> None:
    """Check the seed and show how much of its text the facts account for."""
    from app.compiler.build import check as check_seed  # noqa: PLC0415 (see `serve`)

    report = check_seed(seed or settings().seed)
    for coverage in report.coverage:
        typer.echo(coverage)
    typer.echo(f"entities without a mention: {', '.join(report.unmentioned) or 'none'}")


@app.command()
def build(seed: SeedOption = None, data: DataOption = None) -> None:
    """Compile the seed into a dataset and publish it."""
    from app.compiler.build import build as build_dataset  # noqa: PLC0415 (see `serve`)

    folder = data or settings().data
    manifest = build_dataset(seed or settings().seed, folder)
    typer.echo(f"Published {manifest.version} in {folder}: {manifest.tables['fact']} facts.")


@app.command()
def verify(
    file: Annotated[
        Path | None, typer.Argument(help="A dataset; by default the published one.")
    ] = None,
) -> None:
    """Read a dataset whole and check that it is what it says it is."""
    found = file or published(settings().data)
    if found is None:
        raise DatasetError(
            f"No dataset is published in {settings().data}. Run `citewire build` first."
        )
    manifest = verify_dataset(found, whole=True)
    typer.echo(f"{found} is sound: version {manifest.version}, {manifest.tables['fact']} facts.")


def _cores() -> Collection[int]:
    """The cores that this process may use, which can be fewer than there are."""
    return os.sched_getaffinity(0) if sys.platform == "linux" else range(os.cpu_count() or 1)


def _check_free(host: str, port: int) -> None:
    """End with a message where nobody can listen there: uvicorn says neither where nor what to do.

    A name may stand for several addresses: uvicorn tries them all, and tells of them itself.
    """
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except socket.gaierror:
            return
        except OSError as error:
            reason = error.strerror or error
            typer.echo(
                f"Nothing can listen on port {port} of {host}: {reason}. Choose another one with"
                " --port, or with `make serve PORT=…`.",
                err=True,
            )
            sys.exit(EXIT_USAGE)


@app.command()
def serve(
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65535, help="Port to listen on.")] = 8000,
    workers: Annotated[
        int | None,
        typer.Option(
            min=1, help="How many processes serve; by default one for each core, up to 4."
        ),
    ] = None,
) -> None:
    """Serve the dataset, compiling it first where the seed has changed."""
    config = settings()
    if config.dataset is None:
        from app.compiler.build import build_if_needed  # noqa: PLC0415 (it takes half a second)

        file = build_if_needed(config.seed, config.data)
    else:
        file = config.dataset
    verified_here.set((file, verify_dataset(file)))
    _check_free(host, port)
    configure_logs(config)
    # What is imported from here on stays, and to look through it for garbage takes a fifth of the
    # start. A server turns it on again once it is ready.
    gc.disable()
    uvicorn.run(
        "app.main:app",
        host=host,
        port=port,
        workers=workers or min(len(_cores()), MOST_WORKERS),
        http="app.api.serving.protocol:Protocol",
        ws="none",
        access_log=False,
        log_level=config.log_level,
        log_config=None if config.log_format == "json" else LOGGING_CONFIG,
        server_header=False,
        timeout_graceful_shutdown=STOPPING,
    )
