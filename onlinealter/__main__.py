"""python -m onlinealter."""

from onlinealter.cli.main import main

main()
