"""The mapping language: how a city says which of its columns means what. docs/importing.md is its manual."""
