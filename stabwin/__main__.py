"""``python -m stabwin``."""

from stabwin.cli.main import run

if __name__ == "__main__":
    run()
