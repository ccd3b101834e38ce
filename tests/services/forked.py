"""What children of the nursery do in tests: the code that they are given."""


def main(arguments: list[str]) -> int:
    """Run the code in `arguments`."""
    exec(arguments[0], {})
    return 0
