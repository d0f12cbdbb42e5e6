"""The ground under the pins: built at set-up out of packages, or an operator's own archive or style."""
