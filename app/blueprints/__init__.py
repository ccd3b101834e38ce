"""The pages, one package per address."""
