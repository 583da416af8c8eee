"""``python -m negosim``: the command line."""

from negosim.cli import main

if __name__ == "__main__":
    main()
